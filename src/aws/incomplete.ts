import { AwsError } from "../errors.ts";

/** What AWS's answer to a call lacks although nothing can be done without it: AWS's fault, or that of something between. */
export const incompleteAnswer = (service: string, operation: string, lacks: string): AwsError =>
  new AwsError(
    {
      code: "AnswerIncomplete",
      summary: "An answer of AWS is incomplete",
      detail: `${service} ${operation} was answered without ${lacks}. Something between here and AWS may have changed the answer, such as a proxy or another endpoint.`,
      fix: ["Run the same command again."],
    },
    "refused",
    { service, operation, awsCode: "AnswerIncomplete", requestId: undefined },
  );

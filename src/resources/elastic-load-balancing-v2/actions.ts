import type { Action as SdkAction } from "@aws-sdk/client-elastic-load-balancing-v2";

/** What a listener or a rule does with a request. */
export type Action =
  | { kind: "forward"; targetGroupArn: string }
  /** Answers 301 to the same place on port 443. */
  | { kind: "redirect-to-https" }
  /** Answers 404 with an empty body, so that nobody learns what is there. */
  | { kind: "not-found" };

/** An action as the API takes it: exactly one. */
export function toActions(action: Action): SdkAction[] {
  switch (action.kind) {
    case "forward":
      return [{ Type: "forward", TargetGroupArn: action.targetGroupArn }];
    case "redirect-to-https":
      return [
        {
          Type: "redirect",
          RedirectConfig: { Protocol: "HTTPS", Port: "443", StatusCode: "HTTP_301" },
        },
      ];
    case "not-found":
      return [
        { Type: "fixed-response", FixedResponseConfig: { StatusCode: "404", ContentType: "text/plain" } },
      ];
  }
}

/** The action that the API tells; `undefined` for one that none of ours is like. */
export function fromActions(actions: readonly SdkAction[] | undefined): Action | undefined {
  const [action, ...more] = actions ?? [];
  if (action === undefined || more.length > 0) return undefined;
  const readers = [readForward, readRedirect, readFixedResponse];
  return readers.map((read) => read(action)).find((read) => read !== undefined);
}

/** AWS tells the target group twice, and the second time with weights. */
function readForward({ Type, TargetGroupArn, ForwardConfig }: SdkAction): Action | undefined {
  const groups = ForwardConfig?.TargetGroups ?? [];
  const targetGroupArn = TargetGroupArn ?? groups[0]?.TargetGroupArn;
  if (Type !== "forward" || targetGroupArn === undefined || groups.length > 1) return undefined;
  return { kind: "forward", targetGroupArn };
}

function readRedirect({ Type, RedirectConfig: to }: SdkAction): Action | undefined {
  const isOurs = to?.Protocol === "HTTPS" && to.Port === "443" && to.StatusCode === "HTTP_301";
  return Type === "redirect" && isOurs ? { kind: "redirect-to-https" } : undefined;
}

function readFixedResponse({ Type, FixedResponseConfig: answer }: SdkAction): Action | undefined {
  return Type === "fixed-response" && answer?.StatusCode === "404" && !answer.MessageBody
    ? { kind: "not-found" }
    : undefined;
}

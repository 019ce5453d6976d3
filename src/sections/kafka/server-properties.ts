import { parseProperties, type ServerProperties } from "../../resources/kafka/properties.ts";
import { readTemplate } from "../templates.ts";

let guide: ServerProperties | undefined;

/** The guide's own file. */
function guideProperties(): ServerProperties {
  guide ??= parseProperties(readTemplate("kafka/kafka-config.properties"));
  return guide;
}

/** The guide's server properties with those of the settings over them. */
export const serverPropertiesOf = (kafka: {
  readonly serverProperties: ServerProperties;
}): ServerProperties => ({
  ...guideProperties(),
  ...kafka.serverProperties,
});

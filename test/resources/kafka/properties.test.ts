import { describe, expect, it } from "vitest";
import { parseProperties, toPropertiesText } from "../../../src/resources/kafka/properties.ts";

describe("a properties file", () => {
  it("is read as keys and values, whatever stands between them", () => {
    const text = "a.b=1\n c = 2 \nd: 3\ne 4\nf=x=y\ng=\n";
    expect(parseProperties(text)).toEqual({ "a.b": "1", c: "2", d: "3", e: "4", f: "x=y", g: "" });
  });

  it("may have comments, blank lines, and lines that go on", () => {
    expect(parseProperties("# c\n! c\n\r\na=1,\\\n   2\r\n")).toEqual({ a: "1,2" });
  });

  it("is written in the order of its keys and read back the same", () => {
    const properties = { "num.partitions": "10", "compression.type": "snappy" };
    expect(toPropertiesText(properties)).toBe("num.partitions=10\ncompression.type=snappy\n");
    expect(parseProperties(toPropertiesText(properties))).toEqual(properties);
  });
});

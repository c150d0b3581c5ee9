// The commands that repeat what the page shows.

/** Longer series do not fit into a command line: the commands read them from this file, which the page offers to save. */
export const SERIES_FILE = "series.json";
export const MOST_INLINE = 1000;

/** The series as a JSON array, null for a missing value. */
export function seriesJson(values) {
    return `[${Array.from(values, (value) => (Number.isNaN(value) ? "null" : String(value))).join(",")}]`;
}

export function curl({ origin, query, values, needsKey }) {
    const isInline = values.length <= MOST_INLINE;
    return [
        `curl '${origin}/v1/analyze?${query}'`,
        ...(needsKey ? [`-H "X-Api-Key: $OUTLIERS_API_KEY"`] : []),
        "-H 'Content-Type: application/json'",
        isInline ? `--data '${seriesJson(values)}'` : `--data-binary @${SERIES_FILE}`,
    ].join(" \\\n  ");
}

/** @param keywords The keyword arguments that differ from the service's defaults, as [name, value] pairs. */
export function csharp({ detector, keywords, values }) {
    const configured = detector.parameters.filter((each) => each.configured).map((each) => [each.name, each.default]);
    const isInline = values.length <= MOST_INLINE;
    const hasMissing = values.some(Number.isNaN);
    const numbers = Array.from(isInline ? values : [], (value) => (Number.isNaN(value) ? "double.NaN" : literal(value)));
    const series = isInline
        ? [`double[] values = [${numbers.join(", ")}];`]
        : hasMissing
            ? [
                `double?[] read = JsonSerializer.Deserialize<double?[]>(File.ReadAllText("${SERIES_FILE}"))!;`,
                "double[] values = [.. read.Select(value => value ?? double.NaN)];",
            ]
            : [`double[] values = JsonSerializer.Deserialize<double[]>(File.ReadAllText("${SERIES_FILE}"))!;`];
    const pairs = [...new Map([...configured, ...keywords])].map(([keyword, value]) => `["${keyword}"] = ${literal(value)}`).join(", ");
    return [
        ...(isInline ? [] : ["using System.Text.Json;"]),
        "using OutliersNative;",
        "",
        ...series,
        `using var detector = new Outliers("${detector.module}", "${detector.function}"${pairs && `, new() { ${pairs} }`});`,
        "OutlierAnalysis analysis = detector.Analyze(values);",
        "foreach (long position in analysis.Positions)",
        "{",
        `    Console.WriteLine($"{position}: {values[position]}, expected {analysis.Expected[position]}, "`,
        `        + $"from {analysis.Lower[position]} to {analysis.Upper[position]}, score {analysis.Scores[position]}");`,
        "}",
    ].join("\n");
}

function literal(value) {
    if (typeof value === "number" && Number.isInteger(value) && Math.abs(value) >= 2 ** 63) {
        return value.toExponential(); // without an exponent, it would be a literal of long, which is too small
    }
    if (typeof value !== "string") {
        return String(value);
    }
    return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

// Reads input and calls the service off the page's thread, which stays free to draw.
"use strict";

// A classic worker, since Papa Parse is no ES module.
importScripts("../lib/papaparse.min.js", "csv.js");

let pending = null; // aborts the analysis that is under way

const requests = {
    async read({ source }) {
        const table = readTable(typeof source === "string" ? source : decode(await source.arrayBuffer()));
        return [table, table.columns.flatMap(({ values, times }) => (values ?? times ? [(values ?? times).buffer] : []))];
    },

    async analyze({ values, query, key }) {
        pending?.abort();
        pending = new AbortController();
        const response = await fetch(`/v1/analyze?${query}`, {
            method: "POST",
            headers: { "Content-Type": "application/octet-stream", ...(key ? { "X-Api-Key": key } : {}) },
            body: littleEndian(values),
            signal: pending.signal,
        });
        if (!response.ok) {
            return [{ status: response.status, problem: await readProblem(response) }, []];
        }
        const answer = await response.json();
        const scores = toArray(answer.scores), expected = toArray(answer.expected);
        const lower = toArray(answer.lower), upper = toArray(answer.upper);
        return [
            { status: response.status, method: answer.method, outliers: answer.outliers, scores, expected, lower, upper },
            [scores, expected, lower, upper].map((array) => array.buffer),
        ];
    },
};

onmessage = async ({ data: { id, request, ...argument } }) => {
    try {
        const [result, transfer] = await requests[request](argument);
        postMessage({ id, result }, transfer);
    } catch (error) {
        const isOffline = error instanceof TypeError && request === "analyze";
        postMessage({
            id,
            error: {
                name: error.name === "AbortError" ? "AbortError" : error instanceof InputError ? "InputError" : "Error",
                message: isOffline ? "The service does not answer. Check that it runs, then analyze again." : error.message,
            },
        });
    }
};

/** null, which stands for what is not known, becomes NaN. */
const toArray = (numbers) => Float64Array.from(numbers ?? [], (number) => number ?? NaN);

function littleEndian(values) {
    if (new Uint8Array(Uint16Array.of(1).buffer)[0] === 1) {
        return values;
    }
    const view = new DataView(new ArrayBuffer(values.length * 8));
    values.forEach((value, at) => view.setFloat64(at * 8, value, true));
    return view;
}

/** The problem details (RFC 9457) of a response; what is known of it if a proxy has answered in another form. */
async function readProblem(response) {
    try {
        return await response.json();
    } catch {
        return { title: `The service answered ${response.status} ${response.statusText}`.trimEnd() };
    }
}

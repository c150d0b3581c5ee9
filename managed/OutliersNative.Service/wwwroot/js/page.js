import { Chart } from "./chart.js";
import { grouped, plural, shorten } from "./format.js";
import { readParameters, showParameters } from "./parameters.js";
import { sampleCsv } from "./sample.js";
import { MOST_INLINE, SERIES_FILE, csharp, curl, seriesJson } from "./snippets.js";
import { OutlierTable } from "./table.js";

const LARGEST_FILE = 50e6; // bytes; each field takes several times its length while it is read
const LONG_TEXT = 50_000; // characters; a text area takes seconds to show 100,000 lines
const KEY = "outliers-api-key";

// page.chart is the element with the id "chart".
const page = new Proxy({}, { get: (_, id) => document.getElementById(id) });
const worker = new Worker(new URL("worker.js", import.meta.url));
const answers = new Map(); // of the worker, by the id of the request

let detectors = [];
let table = null; // what was read
let shown = null; // what the chart, the table and the commands show
let lastId = 0;
let lastReading = 0;
let isScheduled = false; // whether an analysis will begin

const chart = new Chart(page.chart, { onRead: readOut, onView: tellView });
const outlierTable = new OutlierTable(page.table, page.more, (position) => {
    chart.reveal(position);
    page.chart.scrollIntoView({ block: "nearest" });
});

// ---- the worker ----

worker.addEventListener("message", ({ data: { id, result, error } }) => {
    const { resolve, reject } = answers.get(id);
    answers.delete(id);
    setBusy(answers.size);
    if (error) {
        reject(Object.assign(new Error(error.message), { name: error.name }));
    } else {
        resolve(result);
    }
});

function ask(request, argument) {
    return new Promise((resolve, reject) => {
        lastId++;
        answers.set(lastId, { resolve, reject });
        setBusy(answers.size);
        worker.postMessage({ id: lastId, request, ...argument });
    });
}

// ---- reading ----

async function open(source, name) {
    showProblem(null);
    if (source instanceof File && source.size > LARGEST_FILE) {
        showProblem(
            `${name} is too large`,
            `It has ${Math.round(source.size / 1e6)} MB; the page reads up to ${LARGEST_FILE / 1e6} MB. `
            + "For larger ones, use the API or the command outliers detect.",
        );
        return;
    }
    lastReading++;
    const reading = lastReading;
    let read, problem;
    try {
        read = await ask("read", { source });
    } catch (error) {
        problem = error.message;
    }
    if (reading !== lastReading) {
        return; // a large file that was read more slowly than the one after it
    }
    if (problem !== undefined) {
        showProblem(`${name} cannot be read`, problem);
        return;
    }
    table = read;
    const named = table.columns.map((column, at) => ({ column, at }));
    const numeric = named.filter(({ column }) => column.kind === "number");
    const times = named.filter(({ column }) => column.kind === "time");
    const first = numeric.find(({ column }) => !column.isCounter) ?? numeric[0];
    page.column.replaceChildren(...numeric.map(({ column, at }) => new Option(column.name, at, at === first.at, at === first.at)));
    page.time.replaceChildren(
        ...times.map(({ column, at }) => new Option(column.isAscending ? column.name : `${column.name} (not ascending)`, at)),
        new Option("none: positions", -1),
    );
    page.time.value = (times.find(({ column }) => column.isAscending) ?? times[0])?.at ?? -1;
    page["time-field"].hidden = times.length === 0;
    page["source-name"].textContent = `${name} · ${plural(table.rows, "row")}`;
    document.body.classList.remove("is-empty");
    const hasFocus = page.source.contains(document.activeElement);
    page.source.open = false;
    if (hasFocus) { // what has it is hidden now
        page["source-summary"].focus();
    }
    omitMissing();
    await analyze();
}

async function loadDetectors() {
    const response = await fetch("/v1/detectors", { headers: keyHeader() });
    if (response.status === 401) {
        return (await askForKey()) ? loadDetectors() : undefined;
    }
    if (!response.ok) {
        throw new Error(`GET /v1/detectors answered ${response.status}.`);
    }
    detectors = (await response.json()).detectors.filter(({ analyze }) => analyze); // others have neither a band nor scores
    page.method.replaceChildren(...detectors.map(({ name }) => new Option(name)));
    chooseMethod(detectors.some(({ name }) => name === "mad") ? "mad" : detectors[0]?.name);
}

function start() {
    return loadDetectors().catch((error) =>
        showProblem("The service does not answer", `${error.message} Check that it runs, then load the page again.`));
}

// ---- the detector ----

function chooseMethod(name) {
    const detector = detectors.find((each) => each.name === name);
    if (!detector) {
        return;
    }
    page.method.value = name;
    page.summary.textContent = detector.summary.replaceAll("`", "");
    showParameters(detector.parameters, page.own, page.common);
    page["more-options"].hidden = page.common.childElementCount === 0;
    omitMissing();
}

/** Missing values are an error by default, which nobody wants who looks at a file that has some. */
function omitMissing() {
    const input = page["parameter-nan"];
    if (input) {
        input.value = valueColumn()?.missing > 0 ? "omit" : input.dataset.default;
    }
}

/** Enter in an input is both a change and a submission: one analysis serves both. */
function analyzeSoon() {
    if (!isScheduled) {
        isScheduled = true;
        setTimeout(() => {
            isScheduled = false;
            analyze();
        });
    }
}

const valueColumn = () => table?.columns[page.column.value];

async function analyze() {
    if (detectors.length === 0) {
        await start();
    }
    if (table === null || detectors.length === 0) {
        return;
    }
    showProblem(null);
    const { notes } = table;
    const column = valueColumn();
    const timeColumn = table.columns[page.time.value];
    const detector = detectors.find((each) => each.name === page.method.value);
    const keywords = readParameters(page.detector);
    const query = new URLSearchParams([["method", detector.name], ...keywords]).toString().replaceAll("'", "%27");
    let answer;
    try {
        answer = await ask("analyze", { values: column.values, query, key: sessionStorage.getItem(KEY) });
    } catch (error) {
        if (error.name !== "AbortError") {
            showProblem("The series was not analyzed", error.message);
        }
        return;
    }
    if (answer.status === 401) {
        if (await askForKey()) {
            await analyze();
        }
        return;
    }
    if (answer.status !== 200) {
        const { detail, title } = answer.problem;
        const stale = shown === null ? "" : "\nThe results below are those of the last settings that worked.";
        showProblem("The series was not analyzed", `${detail ?? title}${stale}`);
        return;
    }
    show(answer, { column, timeColumn, detector, keywords, query, notes });
}

/** Shows an answer in the chart, the table and the commands. */
function show(answer, { column: { name, values, missing }, timeColumn, detector, keywords, query, notes }) {
    const isTimed = timeColumn?.isAscending;
    shown = { ...answer, values, times: isTimed ? timeColumn.times : undefined, texts: timeColumn?.texts };
    const found = answer.outliers.length;
    const summary = `${found === 0 ? "No" : grouped(found)} outlier${found === 1 ? "" : "s"} among ${plural(values.length, "value")}`;
    page["result-heading"].textContent = summary;
    page["result-detail"].textContent = [
        `${name}, by ${answer.method}${keywords.map(([keyword, value]) => `, ${keyword.replaceAll("_", " ")} ${value}`).join("")}.`,
        missing > 0 ? `${plural(missing, "value")} missing.` : "",
        timeColumn && !isTimed ? "The times are not in ascending order, so the axis shows positions." : "",
        ...notes,
    ].filter(Boolean).join(" ");
    page.chart.setAttribute("aria-label", `Chart of ${name}: ${summary}. The table below has the same outliers.`);
    page.none.hidden = found > 0;
    page.table.hidden = found === 0;
    page.readout.textContent = "";
    chart.show(shown, name);
    outlierTable.show(shown);
    const needsKey = sessionStorage.getItem(KEY) !== null;
    page.curl.textContent = curl({ origin: location.origin, query, values, needsKey });
    page.csharp.textContent = csharp({ detector, keywords, values });
    page["series-file"].hidden = values.length <= MOST_INLINE;
}

// ---- messages ----

function showProblem(title, detail) {
    page.problem.hidden = title === null;
    page["problem-title"].textContent = title ?? "";
    page["problem-detail"].textContent = detail ?? "";
}

function setBusy(requests) {
    page.results.setAttribute("aria-busy", requests > 0);
    document.body.classList.toggle("is-busy", requests > 0);
}

function tellView(first, last) {
    const isWhole = first === 0 && last === shown.values.length - 1;
    page.view.textContent = isWhole ? "" : `Positions ${grouped(first)} to ${grouped(last)} in view`;
}

function readOut(position, isSpoken) {
    const { values, texts, outliers, scores, expected, lower, upper } = shown;
    const hasBounds = Number.isFinite(lower[position]) || Number.isFinite(upper[position]);
    const parts = [
        texts?.[position],
        `position ${position}`,
        Number.isNaN(values[position]) ? "missing" : `value ${shorten(values[position])}`,
        Number.isFinite(expected[position]) ? `expected ${shorten(expected[position])}` : "",
        hasBounds ? `bounds ${shorten(lower[position]) || "none"} to ${shorten(upper[position]) || "none"}` : "",
        Number.isFinite(scores[position]) ? `score ${shorten(scores[position])}` : "",
        outliers.includes(position) ? "outlier" : "",
    ].filter(Boolean);
    page.readout.replaceChildren(...parts.map((part) =>
        Object.assign(document.createElement("span"), { textContent: part, className: part === "outlier" ? "is-outlier" : "" })));
    if (isSpoken) {
        page.spoken.textContent = parts.join(", ");
    }
}

// ---- the key ----

const keyHeader = () => (sessionStorage.getItem(KEY) === null ? {} : { "X-Api-Key": sessionStorage.getItem(KEY) });

/** @returns {Promise<boolean>} Whether the user has given a key. */
function askForKey() {
    if (sessionStorage.getItem(KEY) !== null) {
        page["key-reason"].textContent = "The service does not accept this key. Give another one; it is kept until the tab is closed.";
    }
    const dialog = page["key-dialog"];
    if (dialog.open) {
        return Promise.resolve(false);
    }
    dialog.returnValue = "cancel";
    page.key.value = "";
    dialog.showModal();
    return new Promise((resolve) => {
        dialog.addEventListener("close", () => {
            const isGiven = dialog.returnValue === "use";
            if (isGiven) {
                sessionStorage.setItem(KEY, page.key.value.trim());
            } else {
                showProblem("There is no API key", "The service answers only with a key. Load the page again to give one.");
            }
            resolve(isGiven);
        }, { once: true });
    });
}

// ---- copying ----

async function copy(text, what) {
    try {
        await navigator.clipboard.writeText(text);
    } catch {
        // The clipboard needs HTTPS or localhost; the old way does not.
        const area = Object.assign(document.createElement("textarea"), { value: text });
        document.body.append(area);
        area.select();
        document.execCommand("copy");
        area.remove();
    }
    page.copied.textContent = `Copied the ${what}.`;
}

function save(text, name) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// ---- events ----

page.file.addEventListener("change", () => {
    const [file] = page.file.files;
    page.file.value = ""; // so that the same file can be chosen again
    if (file) {
        open(file, file.name);
    }
});
page.paste.addEventListener("submit", (event) => {
    event.preventDefault();
    open(page.text.value, "Pasted text");
});
page.text.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (text.length > LONG_TEXT) {
        event.preventDefault();
        open(text, "Pasted text");
    }
});
page.sample.addEventListener("click", () => {
    if (detectors.some(({ name }) => name === "seasonal")) {
        chooseMethod("seasonal");
    }
    open(sampleCsv(), "Sample");
});
page.column.addEventListener("change", () => {
    omitMissing();
    analyzeSoon();
});
page.time.addEventListener("change", analyzeSoon);
page.method.addEventListener("change", () => {
    chooseMethod(page.method.value);
    analyzeSoon();
});
page.own.addEventListener("change", analyzeSoon);
page.common.addEventListener("change", analyzeSoon);
page.detector.addEventListener("submit", (event) => {
    event.preventDefault();
    analyzeSoon();
});

page["pan-left"].addEventListener("click", () => chart.pan(-0.25));
page["pan-right"].addEventListener("click", () => chart.pan(0.25));
page["zoom-in"].addEventListener("click", () => chart.zoom(0.5));
page["zoom-out"].addEventListener("click", () => chart.zoom(2));
page.reset.addEventListener("click", () => chart.reset());

page["copy-curl"].addEventListener("click", () => copy(page.curl.textContent, "curl command"));
page["copy-csharp"].addEventListener("click", () => copy(page.csharp.textContent, "C# program"));
page.save.addEventListener("click", () => save(seriesJson(shown.values), SERIES_FILE));

// The whole window takes a file: one that misses the box must not replace the page.
addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("is-dropping");
});
addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) {
        document.body.classList.remove("is-dropping");
    }
});
addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("is-dropping");
    const [file] = event.dataTransfer.files;
    if (file) {
        open(file, file.name);
    } else {
        showProblem("That is no file", "Drop a CSV file, or paste its text.");
    }
});

start();

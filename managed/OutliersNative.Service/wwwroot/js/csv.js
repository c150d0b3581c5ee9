// Reads pasted text or the text of a file into columns. Runs in the worker, after Papa Parse.
"use strict";

/** What is wrong with the input, as a sentence for the user. */
class InputError extends Error {}

const MISSING = new Set([
    "", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", "?", ".", "\\n", "missing",
    "inf", "-inf", "+inf", "infinity", "-infinity", "+infinity", "#div/0!", "#value!", "#ref!", "#num!",
]);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const DECIMAL_COMMA = /^[+-]?\d*,\d+(e[+-]?\d+)?$/i;
const THOUSANDS = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/;
const TIME_NAME = /^(time|timestamp|date|datetime|ts|epoch|unix_?time)$|_time$|_at$|timestamp/i;

const CLOCK = String.raw`(?:[T ]+(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?\s*(Z|[+-]\d\d:?\d\d)?$`;
// A column has one format. Which one is tried first matters for days up to the 12th alone.
const TIME_FORMATS = [
    { pattern: new RegExp(String.raw`^(\d{4})-(\d\d)(?:-(\d\d))?` + CLOCK, "i"), order: [1, 2, 3] },
    { pattern: new RegExp(String.raw`^(\d{4})/(\d{1,2})(?:/(\d{1,2}))?` + CLOCK, "i"), order: [1, 2, 3] },
    { pattern: new RegExp(String.raw`^(\d{1,2})\.(\d{1,2})\.(\d{4})` + CLOCK, "i"), order: [3, 2, 1] },
    { pattern: new RegExp(String.raw`^(\d{1,2})/(\d{1,2})/(\d{4})` + CLOCK, "i"), order: [3, 2, 1] },
    { pattern: new RegExp(String.raw`^(\d{1,2})/(\d{1,2})/(\d{4})` + CLOCK, "i"), order: [3, 1, 2] },
];

/** Decodes a file: UTF-16 by its byte order mark, else UTF-8, else Windows-1252. */
function decode(buffer) {
    const bytes = new Uint8Array(buffer);
    if (bytes[0] === 0xff && bytes[1] === 0xfe) {
        return new TextDecoder("utf-16le").decode(bytes);
    }
    if (bytes[0] === 0xfe && bytes[1] === 0xff) {
        return new TextDecoder("utf-16be").decode(bytes);
    }
    if (bytes.subarray(0, 4096).includes(0)) {
        throw new InputError("This is no text file; expected CSV, or numbers with a delimiter between them.");
    }
    try {
        return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
        return new TextDecoder("windows-1252").decode(bytes);
    }
}

/**
 * Reads a table.
 * @param {string} text CSV with any of the usual delimiters, a JSON array of numbers, or numbers with blanks between them.
 * @returns {{rows: number, columns: object[], notes: string[]}} Each column has a name and a kind. "number": `values` (NaN is a
 *   missing value), `missing`. "time": `times` (seconds since 1970), `texts`, `isAscending`. "text": nothing more.
 * @throws {InputError} The text is no table with a column of numbers.
 */
function readTable(text) {
    const { rows, names } = readRows(text);
    const notes = [];
    const columns = names.map((name, at) => describe(name, rows.map((row) => row.fields[at].trim())));
    for (const column of columns) {
        if (column.kind === "text" && column.share >= 0.5) {
            notes.push(`Column ${quote(column.name)} is left out: ${wrong(column, rows)}`);
        }
    }
    if (!columns.some((column) => column.kind === "number")) {
        const nearest = columns.reduce((best, each) => ((each.share ?? -1) > (best.share ?? -1) ? each : best));
        throw new InputError(
            nearest.share > 0 || columns.length === 1
                ? `There is no column of numbers. In column ${quote(nearest.name)}, ${wrong(nearest, rows)}`
                : `There is no column of numbers; found ${columns.length} columns: ${list(names)}.`,
        );
    }
    return { rows: rows.length, columns, notes };
}

/** Splits the text into rows of equally many fields, each with its line, and names the columns. */
function readRows(text) {
    text = text.replace(/^\ufeff/, "");
    if (text.trim() === "") {
        throw new InputError("There is nothing in it; expected a column of numbers.");
    }
    if (/^\s*\[/.test(text)) {
        return { rows: readJson(text), names: ["value"] };
    }
    const numbers = readBlankSeparated(text);
    if (numbers !== null) {
        return { rows: numbers, names: ["value"] };
    }
    const parsed = Papa.parse(text, { delimiter: chooseDelimiter(text) });
    let line = 1;
    let rows = parsed.data.map((fields) => {
        const row = { fields, line };
        line += fields.reduce((lines, field) => lines + (field.includes("\n") ? field.split("\n").length - 1 : 0), 1);
        return row;
    });
    const quotes = parsed.errors.find((error) => error.type === "Quotes");
    if (quotes) {
        throw new InputError(`Line ${rows[quotes.row]?.line ?? 1}: a quotation mark is not closed, or text follows a closed one.`);
    }
    rows = rows.filter(({ fields }) => !fields[0].trimStart().startsWith("#"));
    const isBlank = ({ fields }) => fields.length === 1 && fields[0].trim() === "";
    const full = rows.findIndex((row) => !isBlank(row));
    if (full < 0) {
        throw new InputError("There are only comments and blank lines; expected a column of numbers.");
    }
    // Between rows, a blank line is nothing; in a table of one column, it is a missing value.
    rows = rows[full].fields.length === 1
        ? rows.slice(full, rows.findLastIndex((row) => !isBlank(row)) + 1)
        : rows.filter((row) => !isBlank(row));
    if (rows.length === 1 && rows[0].fields.length > 1 && rows[0].fields.every((field) => NUMBER.test(field.trim()) || isMissing(field))) {
        return { rows: rows[0].fields.map((field) => ({ fields: [field], line: rows[0].line })), names: ["value"] };
    }
    const [first, ...rest] = rows;
    const width = first.fields.length;
    const ragged = rest.find((row) => row.fields.length !== width);
    if (ragged) {
        throw new InputError(
            `Line ${ragged.line} has ${count(ragged.fields.length, "field")}; expected ${width}, as in line ${first.line}. `
            + "Put fields that contain the delimiter in quotation marks.",
        );
    }
    if (!isHeader(first, rest)) {
        return { rows, names: first.fields.map((_, at) => (width === 1 ? "value" : `column ${at + 1}`)) };
    }
    if (rest.length === 0) {
        throw new InputError(`There is a header (${list(first.fields)}) and no row; expected numbers below it.`);
    }
    return { rows: rest, names: first.fields.map((field, at) => field.trim() || `column ${at + 1}`) };
}

/**
 * The delimiter that gives the most rows the same number of fields; of several, the one that gives more fields. The header has
 * the last word: in rows such as 1,5;2 both are between fields, and above them only the semicolon is.
 */
function chooseDelimiter(text) {
    const [first, ...rest] = text.trim().split(/\r\n?|\n/, 200);
    if (!first.includes(",") && rest.length > 0 && rest.every((line) => DECIMAL_COMMA.test(line.trim()))) {
        return ";"; // one column with decimal commas
    }
    let best = { delimiter: ",", fitsFirst: false, share: 0, width: 1 };
    for (const delimiter of [",", ";", "\t", "|"]) {
        const { data } = Papa.parse(text, { delimiter, preview: 200, skipEmptyLines: "greedy", comments: "#" });
        const rows = new Map(); // by their number of fields
        for (const { length } of data) {
            rows.set(length, (rows.get(length) ?? 0) + 1);
        }
        const [width, usual] = [...rows].reduce(
            (most, each) => (each[1] > most[1] || (each[1] === most[1] && each[0] > most[0]) ? each : most), [1, 0]);
        const share = Math.round((10 * usual) / data.length);
        const fitsFirst = data[0]?.length === width;
        const isBetter = fitsFirst !== best.fitsFirst ? fitsFirst : share > best.share || (share === best.share && width > best.width);
        if (width > 1 && isBetter) {
            best = { delimiter, fitsFirst, share, width };
        }
    }
    return best.delimiter;
}

function readJson(text) {
    let values;
    try {
        values = JSON.parse(text);
    } catch (error) {
        throw new InputError(`This begins like a JSON array, but is none: ${error.message}.`);
    }
    const wrongAt = values.findIndex((value) => typeof value !== "number" && value !== null);
    if (wrongAt >= 0) {
        throw new InputError(`Element ${wrongAt} of the array is ${JSON.stringify(values[wrongAt])}; expected a number or null.`);
    }
    return values.map((value) => ({ fields: [value === null ? "" : String(value)], line: 1 }));
}

/** Numbers with blanks between them, several in a line; null if it is something else. */
function readBlankSeparated(text) {
    const lines = text.split(/\r\n?|\n/);
    const first = lines.find((line) => /\S +\S/.test(line));
    const isNumbers = (line) => line.trim().split(/\s+/).every((field) => NUMBER.test(field) || isMissing(field));
    if (first === undefined || /[,;|\t"]/.test(first) || !isNumbers(first)) {
        return null;
    }
    return lines.flatMap((line, at) => line.split(/\s+/).filter(Boolean).map((field) => ({ fields: [field], line: at + 1 })));
}

/** Text over numbers or times is a header; so is a row without any number or time. */
function isHeader(first, rest) {
    const isText = (field) => !isMissing(field) && !isNumeric(field) && !isTime(field);
    if (first.fields.some(isText) && first.fields.every((field) => isText(field) || isMissing(field))) {
        return true;
    }
    const sample = rest.slice(0, 500);
    return sample.length > 0 && first.fields.some((field, at) => isText(field) && sample.every(({ fields }) => !isText(fields[at])));
}

function describe(name, texts) {
    const numbers = readNumbers(texts);
    if (numbers.kind === "number") {
        const { values, missing } = numbers;
        if (TIME_NAME.test(name) && missing === 0 && values.every((value, at) => value > 1e8 && (at === 0 || value >= values[at - 1]))) {
            return { name, kind: "time", times: values.map(toSeconds), texts, isAscending: true };
        }
        const isCounter = values.length > 1 && values.every((value, at) => at === 0 || value === values[at - 1] + 1);
        return { name, kind: "number", values, missing, isCounter };
    }
    const times = readTimes(texts);
    if (times !== null) {
        return { name, kind: "time", times, texts, isAscending: times.every((time, at) => at === 0 || time >= times[at - 1]) };
    }
    return { name, ...numbers };
}

/** All numbers; or how many are, and the first field that is none. */
function readNumbers(texts) {
    const withComma = texts.filter((text) => DECIMAL_COMMA.test(text));
    const isComma = withComma.some((text) => !THOUSANDS.test(text)) && !texts.some((text) => text.includes(".") && NUMBER.test(text));
    const values = new Float64Array(texts.length);
    let missing = 0, found = 0, wrongAt = -1;
    for (let at = 0; at < texts.length; at++) {
        const text = isComma ? texts[at].replace(",", ".") : texts[at];
        if (NUMBER.test(text) && Number.isFinite(Number(text))) {
            values[at] = Number(text);
            found++;
        } else if (isMissing(text)) {
            values[at] = NaN;
            missing++;
        } else if (wrongAt < 0) {
            wrongAt = at;
        }
    }
    if (wrongAt < 0 && found > 0) {
        return { kind: "number", values, missing };
    }
    return { kind: "text", share: found / texts.length, wrongAt, wrongText: texts[wrongAt] };
}

function readTimes(texts) {
    format: for (const { pattern, order: [year, month, day] } of TIME_FORMATS) {
        const times = new Float64Array(texts.length);
        for (let at = 0; at < texts.length; at++) {
            const part = pattern.exec(texts[at]);
            if (part === null || part[month] > 12 || part[month] < 1 || part[day] > 31) {
                continue format;
            }
            const fraction = part[7] ? Number(`0.${part[7]}`) : 0;
            const utc = Date.UTC(part[year], part[month] - 1, part[day] ?? 1, part[4] ?? 0, part[5] ?? 0, part[6] ?? 0) / 1000;
            times[at] = utc + fraction - zoneOffset(part[8]);
        }
        return times;
    }
    return null;
}

function zoneOffset(zone) {
    if (zone === undefined || zone.toUpperCase() === "Z") {
        return 0;
    }
    const seconds = Number(zone.slice(1, 3)) * 3600 + Number(zone.slice(-2)) * 60;
    return zone[0] === "-" ? -seconds : seconds;
}

/** Seconds since 1970, of a number in seconds, milliseconds, microseconds or nanoseconds. */
function toSeconds(number) {
    return number < 1e11 ? number : number < 1e14 ? number / 1e3 : number < 1e17 ? number / 1e6 : number / 1e9;
}

const isMissing = (field) => MISSING.has(field.trim().toLowerCase());
const isNumeric = (field) => NUMBER.test(field.trim()) || DECIMAL_COMMA.test(field.trim());
const isTime = (field) => TIME_FORMATS.some(({ pattern }) => pattern.test(field.trim()));

function wrong(column, rows) {
    if (column.wrongAt < 0) {
        return "every field is blank; expected numbers.";
    }
    const hint = THOUSANDS.test(column.wrongText)
        ? "a number without a separator of thousands"
        : "a number, or nothing for a missing value";
    return `line ${rows[column.wrongAt].line} has ${quote(column.wrongText)}; expected ${hint}.`;
}

const quote = (text) => `“${text.length > 40 ? text.slice(0, 40) + "…" : text}”`;
const list = (names) =>
    names.slice(0, 8).map((name) => quote(name.trim())).join(", ") + (names.length > 8 ? ` and ${names.length - 8} more` : "");
const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;

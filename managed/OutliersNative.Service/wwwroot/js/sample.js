/** Three weeks of hourly readings as CSV: a daily season, a quieter weekend, noise, and six values that do not fit. */
export function sampleCsv() {
    const oddities = new Map([[67, 9.5], [151, -8.2], [262, 12.4], [263, 7.1], [371, -6.4], [438, 8.8]]);
    let seed = 20240101;
    const noise = () => {
        let sum = -3;
        for (let i = 0; i < 6; i++) { // the sum of uniform numbers is nearly normal
            seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
            sum += seed / 2 ** 32;
        }
        return sum;
    };
    const lines = ["time,temperature"];
    for (let hour = 0; hour < 21 * 24; hour++) {
        const time = new Date(Date.UTC(2024, 0, 1, hour)).toISOString().slice(0, 16);
        const isWeekend = Math.floor(hour / 24) % 7 >= 5;
        const season = (isWeekend ? 3.2 : 5) * Math.sin(((hour % 24) - 9) * Math.PI / 12);
        lines.push(`${time},${(21 + hour * 0.004 + season + noise() * 0.9 + (oddities.get(hour) ?? 0)).toFixed(2)}`);
    }
    return lines.join("\n");
}

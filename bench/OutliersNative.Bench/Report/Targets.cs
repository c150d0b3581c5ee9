namespace OutliersNative.Bench;

/// <summary>What the project wants of each figure; none of them fails a run.</summary>
internal static class Targets
{
    private const string Median = "median us";

    private static readonly int[] Several = [2, 8, 64];
    private static readonly string[] ThreadsOfFormula = [Formula.MainThread, Formula.OtherThread];

    /// <summary>Those whose figures were measured.</summary>
    public static IEnumerable<Target> All(IReadOnlyList<Table> tables) =>
        Wanted(new Figures(tables)).Where(target => !double.IsNaN(target.Measured));

    private static IEnumerable<Target> Wanted(Figures figures)
    {
        double Boundary(string name) => figures.Find(nameof(Boundary), Median, name);
        double Detect(string name, int length) => figures.Find(nameof(Detect), Median, name, length);
        double Batch(string name) => figures.Find(nameof(Batch), Median, name);
        double Results(string name, int positions) => figures.Find(nameof(Results), Median, name, positions);

        yield return AtMost("call / floor, main thread", 1.3, figures.Find(nameof(Overhead), "ratio", "main"));
        yield return AtMost("call / floor, pool thread", 1.3, figures.Find(nameof(Overhead), "ratio", "pool"));
        yield return AtMost("bytes allocated by a call into a destination", 0, figures.Find(nameof(Boundary), "allocated B", "ArrayIntoDestination"));
        yield return AtLeast("gRPC ping / call", 1000, Boundary("GRpcPing") / Boundary("ArrayIntoDestination"));
        yield return AtLeast("gRPC / bundled detector, 1,000 values", 60, Detect("GRpc", 1_000) / Detect("Bundled", 1_000));
        foreach (string thread in ThreadsOfFormula)
        {
            foreach ((int length, double wanted) in new[] { (1_000, 2.4), (100_000, 3.0), (1_000_000, 2.5) })
            {
                yield return AtLeast($"plain formula / bundled detector, {length:N0} values, {thread} thread", wanted,
                    figures.Find(nameof(Formula), "ratio", Formula.Bundled, thread, length));
            }
            yield return AtLeast($"plain formula without / with the pool, 100,000 values, {thread} thread", 1.6,
                figures.Find(nameof(Formula), "ratio", Formula.WithPool, thread, 100_000));
        }
        yield return AtMost("DetectBatch / a call each", 0.25, Batch("DetectBatch") / Batch("ACallEach"));
        yield return AtMost("DetectMany / a call each", 0.25, Batch("DetectMany") / Batch("ACallEach"));
        yield return AtMost("(100,000 positions into a destination - call) / memcpy", 1.5,
            (Results("IntoDestination", 100_000) - Results("IntoDestination", 0)) / Results("Memcpy", 100_000));
        foreach (string function in new[] { "plain", "bundled" })
        {
            foreach (int length in new[] { 100, 1_000, 10_000, 100_000 })
            {
                yield return AtLeast($"least throughput of 2, 8, 64 threads / of one, {function}, {length:N0} values", 0.95,
                    Several.Min(threads => figures.Find(nameof(Threads), "throughput", function, length, threads)));
            }
            yield return AtLeast($"throughput of 2 threads / of one, {function}, 1,000,000 values", 1.6, figures.Find(nameof(Threads), "throughput", function, 1_000_000, 2));
        }
        yield return AtMost("first result / (empty program + import numpy)", 1.15, figures.Find(nameof(Start), "ratio", "first result"));
    }

    private static Target AtMost(string name, double wanted, double measured) => new(name, true, wanted, measured);

    private static Target AtLeast(string name, double wanted, double measured) => new(name, false, wanted, measured);
}

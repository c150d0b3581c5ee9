using System.Globalization;

namespace OutliersNative.Bench;

/// <summary>What the project wants of a measurement, and what was measured.</summary>
internal sealed record Target(string Name, bool IsAtMost, double Wanted, double Measured)
{
    public bool IsMet => IsAtMost ? Measured <= Wanted : Measured >= Wanted;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"target {Name}: at {(IsAtMost ? "most" : "least")} {Wanted:0.##}, measured {Measured:0.##}, {(IsMet ? "met" : "missed")}");
}

/// <summary>All targets. A missed one does not fail a run.</summary>
internal static class Targets
{
    /// <summary>The targets whose measurements are in these tables.</summary>
    public static IEnumerable<Target> All(IReadOnlyList<Table> tables) => Wanted(tables).Where(target => !double.IsNaN(target.Measured));

    private static IEnumerable<Target> Wanted(IReadOnlyList<Table> tables)
    {
        double Find(string table, string column, params object[] cells) =>
            tables.FirstOrDefault(one => one.Name == table)?.Find(column, cells) ?? double.NaN;
        double Call(string row) => Find(nameof(EmptyCall), Table.Median, row);
        double Detection(string row, int length) => Find(nameof(Detect), Table.Median, row, length);
        double Batches(string row) => Find(nameof(Batch), Table.Median, row);
        double Result(string row, int positions) => Find(nameof(Results), Table.Median, row, positions);

        yield return AtMost("call / bare C, main thread", 1.3, Find(nameof(Overhead), "ratio", Overhead.MainThread, Overhead.Library));
        yield return AtMost("call / bare C, thread pool", 1.3, Find(nameof(Overhead), "ratio", Overhead.PoolThread, Overhead.Library));
        yield return AtMost("bytes allocated by a call into a destination", 0, Find(nameof(EmptyCall), Table.Allocated, EmptyCall.IntoDestination));
        yield return AtLeast("empty gRPC message / call", 1000, Call(EmptyCall.GrpcPing) / Call(EmptyCall.IntoDestination));
        yield return AtLeast("plain formula over gRPC / here, 1,000 values", 20, Detection(Detect.FormulaInGrpc, 1_000) / Detection(Detect.Formula, 1_000));
        foreach (string thread in new[] { Malloc.MainThread, Malloc.FreshThread, Malloc.WarmThread })
        {
            double Ratio(string column, int length) => Find(nameof(Malloc), column, thread, length);
            yield return AtLeast($"plain formula without / with TuneMalloc, 100,000 values, {thread} thread",
                thread == Malloc.MainThread ? 1.6 : 0.95, Ratio(Malloc.Gain, 100_000));
            foreach ((int length, double wanted) in new[] { (1_000, 2.4), (100_000, 1.5), (1_000_000, 2.5) })
            {
                yield return AtLeast($"plain formula / bundled detector, {length:N0} values, {thread} thread", wanted, Ratio(Malloc.Algorithm, length));
            }
        }
        yield return AtMost("DetectBatch / one call per series", 0.25, Batches(Batch.OneMatrix) / Batches(Batch.CallEach));
        yield return AtMost("DetectMany / one call per series", 0.25, Batches(Batch.ManyArrays) / Batches(Batch.CallEach));
        yield return AtMost("(100,000 positions into a destination - call) / copy in C#", 1.5,
            (Result(Results.Int64, 100_000) - Result(Results.Int64, 0)) / Result(Results.Copy, 100_000));
        foreach (string function in new[] { Functions.PlainFormula.Title, Functions.BundledDetector.Title })
        {
            double Throughput(int length, int threads) => Find(nameof(Threads), "throughput", function, length, Threads.Library, threads);
            foreach (int length in new[] { 100, 1_000, 10_000, 100_000 })
            {
                yield return AtLeast($"throughput of 2 threads / of one, {function}, {length:N0} values", 0.95, Throughput(length, 2));
                yield return AtLeast($"throughput of 8 threads / of one, {function}, {length:N0} values", 0.95, Throughput(length, 8));
            }
            yield return AtLeast($"throughput of 2 threads / of one, {function}, 1,000,000 values", 1.6, Throughput(1_000_000, 2));
        }
        const int Few = 1_000;
        double OfTyped(string column, string row) => Find(nameof(Typed), column, row, Few);
        yield return AtMost("typed call / plain call", 1.3, OfTyped("ratio", Typed.Array));
        foreach (string row in new[] { Typed.Keywords, Typed.CallKeywords })
        {
            yield return AtMost($"ns more for a keyword, {row}", 60, 1000 * (OfTyped("us", row) - OfTyped("us", Typed.WithoutKeywords)));
        }
        yield return AtMost("NDArray of 1,000,000 ready doubles / of one", 1.2, OfTyped("us", Typed.SharedMillion) / OfTyped("us", Typed.SharedOne));
        yield return AtLeast("pythonnet at its fastest / typed call", 1, OfTyped("us", Typed.PythonNetPrepared) / OfTyped("us", Typed.Array));
        double Asynchronous(string column, int callers, string way) => Find(nameof(Async), column, Functions.Empty.Title, callers, way);
        yield return AtMost("DetectAsync / Task.Run, empty function, one caller, median latency", 1,
            Asynchronous("latency p50 us", 1, Async.Library) / Asynchronous("latency p50 us", 1, Async.TaskRun));
        yield return AtMost("DetectAsync / Task.Run, empty function, one caller that blocks, median latency", 1,
            Asynchronous("latency p50 us", 1, Async.BlockedLibrary) / Asynchronous("latency p50 us", 1, Async.BlockedTaskRun));
        yield return AtLeast($"throughput of DetectAsync / of Task.Run, empty function, {Async.ManyCallers} callers", 2,
            Asynchronous("throughput", Async.ManyCallers, Async.Library));
        yield return AtMost("call while nobody listens / with telemetry turned off", 1.02, Find(nameof(Telemetry), "ratio", Telemetry.NobodyListens));
        yield return AtMost("first result / (empty program + import numpy)", 1.15, Find(nameof(Start), "ratio", Start.FirstResult));
    }

    private static Target AtMost(string name, double wanted, double measured) => new(name, true, wanted, measured);

    private static Target AtLeast(string name, double wanted, double measured) => new(name, false, wanted, measured);
}

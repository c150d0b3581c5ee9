using System.Diagnostics;
using System.Globalization;

namespace OutliersNative.Load;

/// <summary>The rows of the tables, each measured in turns with the others.</summary>
internal sealed class Comparison(int[] sizes, int[] callers, TimeSpan time, string? only)
{
    private const int Turns = 2;
    private const double Goal = 5; // times as many requests a second
    private const int GoalSize = 1000, GoalCallers = 64;
    private const string Ours = "OutliersNative.Service", Json = "JSON", Raw = "bytes";

    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(5); // in which .NET compiles the hot methods again

    /// <returns>Whether all answers were right.</returns>
    public bool Print(TextWriter output)
    {
        var started = new Dictionary<string, Server>();
        try
        {
            Row[] rows = [.. Rows(started).Where(row => only is null || $"{row.Name} {row.Protocol}".Contains(only, StringComparison.OrdinalIgnoreCase))];
            long begin = Stopwatch.GetTimestamp();
            foreach (Row row in rows) WarmUp(row);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Environment.ProcessorCount} processors, shared by servers and generator; {Turns} turns of {time.TotalSeconds / Turns:0.##} s for each row"));
            int errors = 0;
            foreach (int size in sizes)
            {
                Series[] series = Series.Make(size);
                foreach (int count in callers)
                {
                    Dictionary<Row, Measurement> measured = Measure(rows, series, count);
                    errors += measured.Values.Sum(each => each.Errors);
                    PrintTable(output, size, count, measured);
                }
            }
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{errors} errors; {Stopwatch.GetElapsedTime(begin).TotalSeconds:0} s"));
            return errors == 0;
        }
        finally
        {
            foreach (Server server in started.Values) server.Dispose();
        }
    }

    private static IEnumerable<Row> Rows(Dictionary<string, Server> started)
    {
        foreach ((string name, Func<Server> start, string json, string raw) in new (string, Func<Server>, string, string)[]
        {
            (Ours, Server.OutliersNative, "/v1/detect?method=sigma", "/v1/detect?method=sigma"),
            ("FastAPI, uvicorn, 1 worker", () => Server.Uvicorn(1), "/json", "/raw"),
            ("FastAPI, uvicorn, 2 workers", () => Server.Uvicorn(2), "/json", "/raw"),
            ("Flask, gunicorn, 2 workers", () => Server.Gunicorn(2), "/json", "/raw"),
        })
        {
            var server = new Lazy<Server>(() => started[name] = start());
            yield return new(name, Json, server, series => new HttpConnection(server.Value.Port, json, "application/json", series, each => each.Json));
            yield return new(name, Raw, server, series => new HttpConnection(server.Value.Port, raw, "application/octet-stream", series, each => each.Raw));
        }
        var grpc = new Lazy<Server>(() => started["grpcio"] = Server.Grpc());
        yield return new("grpcio, 4 threads", "gRPC", grpc, series => new GrpcConnection(grpc.Value.Port, series));
    }

    private static void WarmUp(Row row)
    {
        row.Server.Value.WaitUntilReady();
        Series[] series = Series.Make(GoalSize);
        Connection[] connections = [.. Enumerable.Range(0, GoalCallers).Select(_ => row.Connect(series))];
        new Measurement().AddTurn(row.Server.Value, connections, series.Length, FirstWarmUp);
        foreach (Connection connection in connections) connection.Dispose();
    }

    private Dictionary<Row, Measurement> Measure(Row[] rows, Series[] series, int count)
    {
        var measured = rows.ToDictionary(row => row, _ => new Measurement());
        for (int turn = 0; turn < Turns; turn++)
        {
            foreach (Row row in rows)
            {
                Connection[] connections = [.. Enumerable.Range(0, count).Select(_ => row.Connect(series))];
                measured[row].AddTurn(row.Server.Value, connections, series.Length, time / Turns);
                foreach (Connection connection in connections) connection.Dispose();
            }
        }
        return measured;
    }

    private void PrintTable(TextWriter output, int size, int count, Dictionary<Row, Measurement> measured)
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{size:N0} values, {count} connections\n"));
        output.WriteLine("| server | body | requests/s | p50 ms | p99 ms | CPU µs/request | RSS MiB | errors |");
        output.WriteLine("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach ((Row row, Measurement cell) in measured)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {row.Name} | {row.Protocol} | {cell.RequestsPerSecond:N0} | {cell.Percentile(50).TotalMilliseconds:0.00} | {cell.Percentile(99).TotalMilliseconds:0.00} | {cell.ProcessorTimePerRequest.TotalMicroseconds:N0} | {cell.ResidentBytes >> 20} | {cell.Errors} |"));
        }
        if (size != GoalSize || count != GoalCallers || only is not null) return;
        foreach (string body in (string[])[Json, Raw])
        {
            double Best(bool ours) =>
                measured.Where(pair => pair.Key.Protocol == body && pair.Key.Name == Ours == ours).Select(pair => pair.Value.RequestsPerSecond).DefaultIfEmpty().Max();
            double ratio = Best(ours: true) / Best(ours: false);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"\n{Ours} / best Python service, {body}: {ratio:0.0} (goal: at least {Goal}, {(ratio >= Goal ? "met" : "missed")})"));
        }
    }

    private sealed record Row(string Name, string Protocol, Lazy<Server> Server, Func<Series[], Connection> Connect);
}

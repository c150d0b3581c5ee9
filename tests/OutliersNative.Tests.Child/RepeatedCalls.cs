using System.Runtime.CompilerServices;
using OutliersNative;

/// <summary>Knows the kinds of calls that are repeated to see whether they leave anything behind; compiled into the tests,
/// which look at memory, and into the child, which looks at a debug Python's reference counts.</summary>
internal static class RepeatedCalls
{
    private const int MoreThanFitOnTheStack = 200;

    private static readonly CancellationTokenSource LongLived = new();

    private static readonly Dictionary<string, Action<int>> Kinds = new()
    {
        ["success"] = static count => Detect(count, "good_results", "int64", [10, 900, 20, 800, 30]),
        ["raising"] = static count => Detect(count, "raises", "value_error", [10, 900, 20, 800, 30]),
        ["bad_result"] = static count => Detect(count, "returns", "none", [10, 900, 20, 800, 30]),
        ["large_result"] = static count => Detect(count, "planned_results", "ascending", Large()),
        ["span"] = static count => DetectSpan(count, "good_results", "int64"),
        ["escape_and_release"] = static count => Detect(count, "retains", "last_input", [10, 900, 20, 800, 30]),
        ["escape_of_span_and_release"] = static count => DetectSpan(count, "retains", "last_input"),
        ["many"] = static count => DetectMany(count, "good_results", "int64"),
        ["many_as_list"] = static count => DetectMany(count, "many_at_once", "as_mixed_list"),
        ["many_as_pair"] = static count => DetectMany(count, "many_at_once", "as_pair"),
        ["many_raising"] = static count => DetectMany(count, "many_at_once", "raises_at_last"),
        ["many_bad_result"] = static count => DetectMany(count, "many_at_once", "returns_last_out_of_range"),
        ["many_escape_and_release"] = static count => DetectMany(count, "retains", "last_input"),
        ["asynchronous"] = static count => DetectAsync(count, CancellationToken.None),
        ["asynchronous_with_token"] = static count => DetectAsync(count, LongLived.Token),
        ["construct_and_dispose"] = ConstructAndDispose,
        ["construct_and_forget"] = ConstructAndForget,
        ["failed_construction"] = FailToConstruct,
    };

    public static IEnumerable<string> Names => Kinds.Keys;

    /// <summary>The step of the child, "kind count"; prints nothing.</summary>
    public static string? Repeat(string kindAndCount)
    {
        string[] words = kindAndCount.Split(' ');
        Run(words[0], int.Parse(words[1], null));
        return null;
    }

    public static void Run(string kind, int count)
    {
        Kinds[kind](count);
        using var lets = new Outliers("retains", "release_last");
        lets.Detect([0]);
    }

    private static void Detect(int count, string module, string function, double[] data) =>
        Repeat(count, module, function, outliers => outliers.Detect(data));

    private static void DetectMany(int count, string module, string function)
    {
        double[][] arrays = [[10, 900, 20, 800, 30], [], [10, 900]];
        Repeat(count, module, function, outliers => outliers.DetectMany(arrays));
    }

    private static void DetectAsync(int count, CancellationToken token) =>
        Repeat(count, "many_at_once", "as_pair", outliers => outliers.DetectManyAsync([[10, 900], [1]], null, token).GetAwaiter().GetResult());

    private static void Repeat(int count, string module, string function, Action<Outliers> call)
    {
        using var outliers = new Outliers(module, function);
        for (int i = 0; i < count; i++)
        {
            try
            {
                call(outliers);
            }
            catch (Exception e) when (e is PythonException or InvalidResultException)
            {
                // What the kind is about.
            }
        }
    }

    private static void DetectSpan(int count, string module, string function)
    {
        using var outliers = new Outliers(module, function);
        Span<double> data = stackalloc double[1_000]; // as many as make a copy that is not freed show
        data.Clear();
        for (int i = 0; i < count; i++)
        {
            outliers.Detect((ReadOnlySpan<double>)data);
        }
    }

    private static void ConstructAndDispose(int count)
    {
        for (int i = 0; i < count; i++)
        {
            new Outliers("good_results", "int64").Dispose();
        }
    }

    private static void ConstructAndForget(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Forget();
        }
        GC.Collect();
        GC.WaitForPendingFinalizers();
        ConstructAndDispose(count / 8); // each frees some of what was given back
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Forget() => _ = new Outliers("good_results", "int64");

    private static void FailToConstruct(int count)
    {
        for (int i = 0; i < count; i++)
        {
            try
            {
                new Outliers("good_results", "no_such_function").Dispose();
            }
            catch (PythonException)
            {
                // What the kind is about.
            }
        }
    }

    private static double[] Large()
    {
        double[] data = new double[MoreThanFitOnTheStack];
        data[0] = MoreThanFitOnTheStack;
        return data;
    }
}

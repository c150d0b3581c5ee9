// Judges a stream by the rules of the Numenta Anomaly Benchmark.
using System.CommandLine;
using OutliersNative;
using OutliersNative.Nab;

const string DefaultFolder = "../shared/data/nab";
var detector = new Argument<string>("detector")
{
    Description = "A detector with streams, as MODULE.FUNCTION.",
    DefaultValueFactory = _ => "outliers.adaptive",
};
var picture = new Option<string>("--picture")
{
    Description = "The PNG file for the series that lost most.",
    DefaultValueFactory = _ => Path.Combine("artifacts", "reports", "nab.png"),
};
var root = new RootCommand("Judges a stream of OutliersNative by the rules of the Numenta Anomaly Benchmark, on the series in OUTLIERS_NAB.")
{
    detector,
    picture,
};
root.SetAction(parsed =>
{
    string name = parsed.GetValue(detector)!;
    int dot = name.LastIndexOf('.');
    if (dot <= 0) return Fail($"'{name}' is no detector; expected MODULE.FUNCTION, such as outliers.adaptive.");
    string folder = Environment.GetEnvironmentVariable("OUTLIERS_NAB") is { Length: > 0 } given ? given : DefaultFolder;
    try
    {
        NabSeries[] series = NabSeries.ReadAll(folder);
        return Judgement.Print(series, name[..dot], name[(dot + 1)..], parsed.GetValue(picture)!, Console.Out) ? 0 : 1;
    }
    catch (Exception wrong) when (wrong is InvalidDataException or OutliersException)
    {
        return Fail(wrong.Message);
    }
});
return root.Parse(args).Invoke();

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 1;
}

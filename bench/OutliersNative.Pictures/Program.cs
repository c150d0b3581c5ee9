// Draws what each bundled detector says about a series, for docs/DETECTORS.md.
using OutliersNative;
using OutliersNative.Pictures;

string folder = args is [{ } given] ? given : Path.Combine("docs", "pictures");
Directory.CreateDirectory(folder);
foreach ((string name, Func<Outliers> make, double[] series) in Examples.All)
{
    using Outliers detector = make();
    string file = Path.Combine(folder, name + ".svg");
    Picture.Write(file, series, detector.Analyze(series));
    Console.WriteLine(file);
}

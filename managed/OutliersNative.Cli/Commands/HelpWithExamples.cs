using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Reflection;

namespace OutliersNative.Cli.Commands;

/// <summary>The generated help, and below it examples.</summary>
internal sealed class HelpWithExamples(HelpAction generated) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string> Examples = new()
    {
        ["outliers"] = """
            Examples:
              outliers detect readings.csv             the only numeric column
              outliers detect readings.csv --column temperature --method mad
              cat readings.csv | outliers detect - > outliers.csv
              outliers list                            the detectors
              outliers doctor                          if Python is not found
            """,
        ["detect"] = """
            Examples:
              outliers detect readings.csv
              outliers detect readings.csv --method seasonal --set period=24
              outliers detect sales.csv --column amount --by shop --format json
              outliers detect 'logs/*.csv.gz' --column latency --nan omit --skip-bad-rows
              outliers detect readings.csv --exit-code || echo "there are outliers"
              outliers detect readings.csv --plot chart.png
              outliers detect app.csv --method adaptive --follow --state app.state
              outliers detect readings.csv --path detectors --function mymodule:spikes
              outliers detect '/shared/*.csv' --cluster redis://localhost:6379
            """,
        ["score"] = """
            Examples:
              outliers score readings.csv --column temperature > scores.csv
            """,
        ["list"] = """
            Examples:
              outliers list --settings
              outliers list mymodule --path detectors
            """,
        ["silo"] = """
            Examples:
              outliers silo --cluster redis://localhost:6379
              outliers silo --cluster rediss://user:password@redis.example:6380/2 --address 10.0.0.7 --port 11111 --gateway 30000
              outliers silo --cluster redis://localhost:6379 --Outliers:Series:default:Function=adaptive
            """,
    };

    public override int Invoke(ParseResult parseResult)
    {
        int code = generated.Invoke(parseResult);
        if (Examples.TryGetValue(parseResult.CommandResult.Command.Name, out string? examples))
        {
            parseResult.InvocationConfiguration.Output.WriteLine(examples);
        }
        return code;
    }
}

/// <summary>Prints the version alone.</summary>
internal sealed class PrintVersion : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        string version = typeof(PrintVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        parseResult.InvocationConfiguration.Output.WriteLine($"outliers {version.Split('+')[0]}");
        return 0;
    }
}

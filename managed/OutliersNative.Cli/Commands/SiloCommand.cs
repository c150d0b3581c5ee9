using System.CommandLine;
using System.Net;
using OutliersNative.Cli.Cluster;
using OutliersNative.Tables;

namespace OutliersNative.Cli.Commands;

/// <summary><c>outliers silo</c>: runs a silo of a cluster until Ctrl-C.</summary>
/// <remarks>Only its action loads Orleans, so the other commands start as fast as without it.</remarks>
internal sealed class SiloCommand
{
    private readonly Option<string> _cluster = new("--cluster") { Description = "The Redis server of the cluster, such as redis://localhost:6379. The query ?cluster=ID&service=ID chooses one of several clusters.", HelpName = "URL", Required = true };
    private readonly Option<string> _address = new("--address") { Description = "The IP address of this machine at which the other silos and the clients reach it. Default: 127.0.0.1, this machine only.", HelpName = "IP", DefaultValueFactory = _ => "127.0.0.1" };
    private readonly Option<int?> _port = new("--port") { Description = "The port for the other silos. Default: a free one.", HelpName = "N" };
    private readonly Option<int?> _gateway = new("--gateway") { Description = "The port for clients. Default: a free one.", HelpName = "N" };
    private readonly Option<string[]> _path = new("--path") { Description = "A folder with Python modules. May be repeated.", HelpName = "FOLDER" };
    private readonly PythonOption _python = new();

    private SiloCommand()
    {
    }

    public static Command Make() => new SiloCommand().MakeCommand();

    private Command MakeCommand()
    {
        var command = new Command("silo", "Run a silo of a cluster until Ctrl-C or SIGTERM: it judges series and files for the clients of OutliersNative.Orleans. Settings are read from appsettings.json, the environment and arguments such as --Outliers:Series:default:Function=adaptive.")
        {
            _cluster, _address, _port, _gateway, _path, _python,
        };
        command.TreatUnmatchedTokensAsErrors = false; // they are settings
        command.SetAction((parsed, _) => SiloHost.RunAsync(Read(parsed), parsed.InvocationConfiguration.Output));
        return command;
    }

    private SiloStart Read(ParseResult parsed) => new()
    {
        Cluster = ClusterAddress.Parse(_cluster.Name, parsed.GetRequiredValue(_cluster)),
        Address = IPAddress.TryParse(parsed.GetValue(_address), out IPAddress? address) ? address : throw new UserError($"{_address.Name} is '{parsed.GetValue(_address)}'; expected an IP address of this machine."),
        Port = Port(parsed, _port),
        Gateway = Port(parsed, _gateway),
        Python = parsed.GetValue(_python),
        PythonSetting = _python.Name,
        ModulePaths = parsed.GetValue(_path) ?? [],
        Settings = [.. Settings(parsed.UnmatchedTokens)],
    };

    private static int? Port(ParseResult parsed, Option<int?> option) => parsed.GetValue(option) is { } port && port is < 1 or > 65535
        ? throw new UserError($"{option.Name} is {port}; expected 1 to 65535.")
        : parsed.GetValue(option);

    /// <summary>The arguments that are settings, each with its value: <c>--Outliers:LiveTimeout=00:00:01</c>, or in two arguments.</summary>
    private static IEnumerable<string> Settings(IReadOnlyList<string> arguments)
    {
        for (int i = 0; i < arguments.Count; i++)
        {
            string name = arguments[i].Split('=')[0];
            if (!name.StartsWith("--", StringComparison.Ordinal) || !name.Contains(':', StringComparison.Ordinal))
            {
                throw new UserError($"silo has no option {name}; 'outliers silo --help' lists them. A setting has colons, such as --Outliers:Series:default:Function=adaptive.");
            }
            yield return arguments[i].Contains('=', StringComparison.Ordinal) ? arguments[i]
                : ++i < arguments.Count ? $"{name}={arguments[i]}"
                : throw new UserError($"The setting {name} has no value; expected {name}=VALUE.");
        }
    }
}

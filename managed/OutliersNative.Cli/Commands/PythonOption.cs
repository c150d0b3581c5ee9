using System.CommandLine;

namespace OutliersNative.Cli.Commands;

/// <summary>The option <c>--python</c>, the same for every command.</summary>
internal sealed class PythonOption : Option<string?>
{
    public PythonOption()
        : base("--python")
    {
        Description = "The Python to use: an interpreter, the folder of an installation or virtual environment, or a libpython. Default: the first that works.";
        HelpName = "PATH";
        Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var value }] && string.IsNullOrWhiteSpace(value))
            {
                result.AddError($"{Name} is empty; expected an interpreter, the folder of an installation or virtual environment, or a libpython.");
            }
        });
    }

    public PythonRuntimeOptions Options(ParseResult parsed, IReadOnlyList<string> modulePaths) =>
        new() { Python = parsed.GetValue(this), PythonSetting = Name, ModulePaths = modulePaths };
}

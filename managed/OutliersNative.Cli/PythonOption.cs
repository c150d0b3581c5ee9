using System.CommandLine;

namespace OutliersNative.Cli;

/// <summary>The option that names a Python, the same for every command.</summary>
internal sealed class PythonOption : Option<string?>
{
    public PythonOption()
        : base("--python")
    {
        Description = "The Python to use: its interpreter, its folder, a virtual environment's folder, or its libpython. It is looked for if not given.";
        HelpName = "PATH";
    }

    public PythonRuntimeOptions Options(ParseResult parsed) => new() { Python = parsed.GetValue(this) };
}

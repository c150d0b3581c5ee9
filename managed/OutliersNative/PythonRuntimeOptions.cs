namespace OutliersNative;

/// <summary>Which Python to run, and where it finds modules.</summary>
public sealed class PythonRuntimeOptions
{
    /// <summary>The interpreter to use, such as <c>/srv/app/venv/bin/python3</c>, or the folder of a virtual environment.
    /// Null: it is looked for (environment variable <c>OUTLIERS_PYTHON</c>, active virtual environment, <c>PATH</c>).</summary>
    public string? Python { get; init; }

    /// <summary>Folders (or zip files) put in front of <c>sys.path</c>, in this order; relative ones are taken from the current
    /// directory at <see cref="PythonRuntime.Start"/>.</summary>
    public IReadOnlyList<string> ModulePaths { get; init; } = [];
}

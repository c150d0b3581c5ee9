using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;

namespace OutliersNative.Hosting;

/// <summary>The Python of a host: the configuration section <c>Outliers</c>.</summary>
public sealed class OutliersOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string Section = "Outliers";

    /// <summary>The interpreter, or the folder of a virtual environment. Relative paths are resolved against the content root. Default:
    /// null, found as <see cref="PythonRuntimeOptions.Python"/> says.</summary>
    public string? Python { get; set; }

    /// <summary>Folders put in front of <c>sys.path</c>, in this order. Relative ones are resolved against the content root. Default:
    /// none.</summary>
    public IList<string> ModulePaths { get; set; } = [];

    /// <inheritdoc cref="PythonRuntimeOptions.CollectAboveBytes"/>
    [Count(1, ErrorMessage = "expected 1 or more")]
    public long? CollectAboveBytes { get; set; }

    /// <inheritdoc cref="PythonRuntimeOptions.CallsAtOnce"/>
    [Count(1, ErrorMessage = "expected 1 or more")]
    public int? CallsAtOnce { get; set; }

    /// <inheritdoc cref="PythonRuntimeOptions.QueueCapacity"/>
    [Count(1, ErrorMessage = "expected 1 or more")]
    public int? QueueCapacity { get; set; }

    /// <inheritdoc cref="PythonRuntimeOptions.WhenQueueIsFull"/>
    [AllowedValues(null, QueueFullMode.Wait, QueueFullMode.Reject, ErrorMessage = "expected Wait or Reject")]
    public QueueFullMode? WhenQueueIsFull { get; set; }

    /// <summary>The health check <c>python-live</c> fails if a call could not enter Python for this time. Default: 5 s.</summary>
    [Duration(1, ErrorMessage = "expected 1 ms to 1 day, such as 00:00:05")]
    public TimeSpan LiveTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long calls may go on once the host begins to stop; after that they are cancelled. Default: 500 ms. 0 cancels them at
    /// once.</summary>
    [Duration(0, ErrorMessage = "expected 0 to 1 day, such as 00:00:00.5")]
    public TimeSpan StopGrace { get; set; } = TimeSpan.FromSeconds(0.5);
}

/// <summary>A detector of a host: the configuration section <c>Outliers:Detectors:NAME</c>.</summary>
public sealed class OutlierDetectorOptions
{
    /// <summary>The Python module. Default: <c>outliers</c>, the bundled detectors.</summary>
    [Required(ErrorMessage = "expected the name of a Python module, such as outliers")]
    public string Module { get; set; } = "outliers";

    /// <summary>The name of the detector in the module, such as <c>mad</c>. Required.</summary>
    [Required(ErrorMessage = "expected the name of a function in the module, such as mad")]
    public string? Function { get; set; }

    /// <summary>Keyword arguments of each call, as <see cref="Outliers(string, string, Dictionary{string, object?})"/> takes them.
    /// Default: none.</summary>
    /// <remarks>In configuration, <c>true</c> and <c>false</c> are bool, what reads as an integer is <c>long</c>, as another number
    /// <c>double</c>; everything else is a string. Sections with the keys 0, 1, ... are lists, others dictionaries.</remarks>
    public Dictionary<string, object?> Keywords { get; set; } = [];

    /// <summary>The timeout of calls whose <see cref="CallOptions"/> have none. Default: null, no limit.</summary>
    [Duration(1, ErrorMessage = "expected 1 ms to 1 day, such as 00:00:10, or null for no limit")]
    public TimeSpan? Timeout { get; set; }

    /// <summary>The number of values of the call that warms the detector when the host starts: a smooth wave. Default: 256. 0: no
    /// call.</summary>
    [Count(0, 1_000_000, ErrorMessage = "expected 0 to 1,000,000")]
    public int WarmUpValues { get; set; } = 256;
}

/// <summary>What of Python's logging and output reaches <see cref="ILogger"/>: the configuration section <c>Outliers:Logging</c>.</summary>
public sealed class PythonLoggingOptions
{
    /// <summary>The least level that is passed on; Python's root logger is set to it if it would pass on less. Default: Information.
    /// <see cref="LogLevel.None"/> leaves Python's logging and output alone.</summary>
    public LogLevel Level { get; set; } = LogLevel.Information;

    /// <summary>Whether what Python writes to <c>sys.stdout</c> and <c>sys.stderr</c> is passed on, line by line, with the categories
    /// <c>Python.stdout</c> (Information) and <c>Python.stderr</c> (Warning). Default: false.</summary>
    public bool Output { get; set; }

    /// <summary>Whether Python's <c>warnings</c> are passed on, with the category <c>Python.py.warnings</c>. Default: true.</summary>
    public bool Warnings { get; set; } = true;

    /// <summary>The number of records that may wait for a slow sink; more are dropped and counted. Default: 4,096.</summary>
    [Count(1, 1_000_000, ErrorMessage = "expected 1 to 1,000,000")]
    public int Capacity { get; set; } = 4096;
}

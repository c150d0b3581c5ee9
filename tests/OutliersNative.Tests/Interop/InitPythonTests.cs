using NUnit.Framework;
using OutliersNative.Interop;

namespace OutliersNative.Tests.Interop;

/// <summary>The second init_python of a process.</summary>
public sealed unsafe class InitPythonTests
{
    [Test]
    public void InitPython_WithTheLibraryThatRuns_IsOk()
    {
        (int status, string? message) = Init(PythonRuntime.Current!.Library);

        Assert.That(status, Is.EqualTo(Glue.GLUE_OK));
        Assert.That(message, Is.Null);
    }

    [Test]
    public void InitPython_WithAnotherLibrary_IsAnErrorOfState()
    {
        (int status, string? message) = Init("/elsewhere/libpython3.so");

        Assert.That(status, Is.EqualTo(Glue.GLUE_E_STATE));
        Assert.That(message, Is.EqualTo(PythonRuntime.Current!.Library));
    }

    private static (int Status, string? Message) Init(string libraryPath)
    {
        fixed (byte* library = Utf8.Bytes(libraryPath), executable = Utf8.Bytes(PythonRuntime.Current!.Executable))
        {
            var config = new glue_config { library = library, executable = executable, collect_above_bytes = 64 << 20, processors = Environment.ProcessorCount };
            glue_error error;
            int status = Native.init_python(&config, &error);
            string? message = Utf8.Text(error.message);
            Native.glue_error_free(&error);
            return (status, message);
        }
    }
}

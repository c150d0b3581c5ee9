using NUnit.Framework;

namespace OutliersNative.Tests.Calls;

/// <summary>Python that recurses without end, on threads with little stack and much: an exception, never a crash.</summary>
public sealed class StackTests
{
    [Test]
    public void Detect_WhenPythonRecursesWithoutEnd_ThrowsRecursionError(
        [Values(256, 512, 1536, 8192)] int stackKib,
        [Values("plain", "through_repr", "through_getattr", "through_sorted", "through_nested_list")] string function)
    {
        using var outliers = new Outliers("recurses", function);
        PythonException? thrown = null;
        var thread = new Thread(() => thrown = Assert.Throws<PythonException>(() => outliers.Detect([1, 2, 3])), stackKib * 1024);

        thread.Start();
        thread.Join();

        Assert.That(thrown?.PythonType, Is.EqualTo("RecursionError"));
    }
}

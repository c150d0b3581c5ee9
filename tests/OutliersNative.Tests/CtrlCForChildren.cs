using System.Runtime.InteropServices;
using NUnit.Framework;

namespace OutliersNative.Tests;

/// <summary>Lets child processes have Ctrl-C: started in the background by a shell, the tests ignore it, which is inherited.</summary>
[SetUpFixture, Platform("Unix")]
public sealed partial class CtrlCForChildren
{
    private const int Interrupt = 2;
    private const nint Default = 0;

    private nint _before;

    [OneTimeSetUp]
    public void TakeDefault() => _before = signal(Interrupt, Default);

    [OneTimeTearDown]
    public void PutBack() => signal(Interrupt, _before);

    [LibraryImport("libc")]
    private static partial nint signal(int number, nint handler);
}

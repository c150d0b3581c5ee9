namespace OutliersNative.Discovery;

/// <summary>Reads the Python scripts that lie inside the assembly.</summary>
internal static class EmbeddedScript
{
    public static string Read(string name)
    {
        using Stream stream = typeof(EmbeddedScript).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

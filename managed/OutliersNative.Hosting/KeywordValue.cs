using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace OutliersNative.Hosting;

/// <summary>Keyword arguments as the configuration writes them: the type follows from the text.</summary>
internal static class KeywordValue
{
    public static object? Of(IConfigurationSection section)
    {
        IConfigurationSection[] children = [.. section.GetChildren()];
        if (children.Length > 0)
        {
            bool isList = children.All(child => int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _));
            return isList
                ? children.Select(Of).ToList()
                : children.ToDictionary(child => child.Key, Of);
        }
        return section.Value switch
        {
            null => null,
            { } text when bool.TryParse(text, out bool flag) => flag,
            { } text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer) => integer,
            { } text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) => number,
            { } text => text,
        };
    }
}

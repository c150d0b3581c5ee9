using System.Globalization;

namespace OutliersNative.Bench;

/// <summary>A column's heading, the width of its cells (negative: they start at the left), and the format of its numbers.</summary>
internal sealed record Column(string Name, int Width, string Format = "")
{
    /// <summary>The format for times of any size: four digits that count.</summary>
    public const string FourDigits = "four digits";

    public string Rule => new string('-', Math.Abs(Width) - 1) + (Width < 0 ? '-' : ':');

    public string Text(object? value)
    {
        string text = value switch
        {
            double number when Format == FourDigits => number.ToString($"N{Decimals(number)}", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(Format, CultureInfo.InvariantCulture),
            _ => $"{value}",
        };
        return Width < 0 ? text.PadRight(-Width) : text.PadLeft(Width);
    }

    private static int Decimals(double number) => number > 0 ? Math.Clamp(3 - (int)Math.Floor(Math.Log10(number)), 0, 4) : 0;
}

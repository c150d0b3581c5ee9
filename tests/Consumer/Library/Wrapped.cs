namespace Consumer;

/// <summary>A library of a user's: its own users do not know that there is Python.</summary>
public static class Wrapped
{
    public static string Outliers() => Series.Outliers();
}

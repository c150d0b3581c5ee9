namespace OutliersNative.Interop;

/// <summary>The GLUE_* statuses of glue.h.</summary>
internal static class GlueStatus
{
    public const int Ok = 0;
    public const int Python = -1;
    public const int Result = -2;
    public const int Load = -3;
    public const int State = -4;
    public const int Memory = -5;
}

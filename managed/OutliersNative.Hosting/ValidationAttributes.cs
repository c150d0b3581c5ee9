using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace OutliersNative.Hosting;

/// <summary>A number. As RangeAttribute, whose generated form ignores ErrorMessage.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class CountAttribute(long least, long most = long.MaxValue) : ValidationAttribute
{
    public long Least => least;

    public long Most => most;

    public override bool IsValid(object? value) =>
        value is null || (Convert.ToInt64(value, CultureInfo.InvariantCulture) is long count && count >= least && count <= most);
}

/// <summary>A TimeSpan up to one day. RangeAttribute would need reflection, which trimming does not allow.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationAttribute(int leastMilliseconds) : ValidationAttribute
{
    public int LeastMilliseconds => leastMilliseconds;

    public override bool IsValid(object? value) =>
        value is not TimeSpan time || (time.TotalMilliseconds >= leastMilliseconds && time <= TimeSpan.FromDays(1));
}

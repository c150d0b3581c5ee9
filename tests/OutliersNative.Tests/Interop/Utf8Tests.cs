using NUnit.Framework;
using OutliersNative.Interop;

namespace OutliersNative.Tests.Interop;

/// <summary>How text crosses.</summary>
public sealed unsafe class Utf8Tests
{
    [Test]
    public void Bytes_OfText_EndWithOneNul()
    {
        byte[] bytes = Utf8.Bytes("é日");

        Assert.That(bytes, Is.EqualTo(new byte[] { 0xC3, 0xA9, 0xE6, 0x97, 0xA5, 0 }));
    }

    [Test]
    public void Text_OfBytes_IsWhatWentIn()
    {
        fixed (byte* bytes = Utf8.Bytes("Ünïcødé 日本 🐍"))
        {
            Assert.That(Utf8.Text(bytes), Is.EqualTo("Ünïcødé 日本 🐍"));
        }
    }

    [Test]
    public void Text_OfNothing_IsNull()
    {
        Assert.That(Utf8.Text(null), Is.Null);
    }

    [Test]
    public void Utf8List_OfTexts_HasEachWithItsNul()
    {
        using var list = new Utf8List(["a", "", "日本"]);

        Assert.That(Utf8.Text(list.Texts[0]), Is.EqualTo("a"));
        Assert.That(Utf8.Text(list.Texts[1]), Is.Empty);
        Assert.That(Utf8.Text(list.Texts[2]), Is.EqualTo("日本"));
    }
}

using System.Text;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Vault.Keys;

public sealed class MasterKeyTests
{
    private const string Encoded = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

    private const string Mounts = """
        21 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
        30 21 0:30 / /keys ro,nosuid - tmpfs tmpfs rw
        31 21 0:31 / /keys/writable rw - tmpfs tmpfs rw
        32 21 0:32 / /run/with\040space rw - tmpfs tmpfs ro,size=1k
        33 21 0:33 / /twice ro - tmpfs tmpfs rw
        34 21 0:34 / /twice rw - tmpfs tmpfs rw
        """;

    [Theory]
    [InlineData(Encoded)]
    [InlineData(Encoded + "\n")]
    [InlineData(Encoded + "\r\n")]
    public void A_key_is_32_bytes_in_base64(string text)
    {
        using var key = MasterKey.Parse(Encoding.ASCII.GetBytes(text));

        key.ShouldNotBeNull();
        Encoding.ASCII.GetString(key.Export()).ShouldBe(Encoded + "\n");
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData(Encoded + "\n\n")]
    [InlineData(Encoded + " ")]
    [InlineData(" " + Encoded)]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==")]
    [InlineData("AAECAwQFBgcICQoL DA0ODxAREhMUFRYXGBkaGxwdHg=")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh-=")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    public void Any_other_text_is_not_a_key(string text) =>
        MasterKey.Parse(Encoding.ASCII.GetBytes(text)).ShouldBeNull();

    [Fact]
    public void A_key_never_prints()
    {
        using var key = MasterKey.Parse(Encoding.ASCII.GetBytes(Encoded));

        $"{key}".ShouldBe("***");
    }

    [Theory]
    [InlineData("/keys/master.key", true)]
    [InlineData("/keys/writable/master.key", false)]
    [InlineData("/keysmith/master.key", false)]
    [InlineData("/run/with space/master.key", true)]
    [InlineData("/twice/master.key", false)]
    [InlineData("/data/master.key", false)]
    public void The_deepest_mount_decides_whether_a_file_is_read_only(string path, bool isReadOnly) =>
        ReadOnlyMounts.Contain(path, Mounts.Split('\n')).ShouldBe(isReadOnly);
}

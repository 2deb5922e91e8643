using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging.Testing;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Vault.Protection;

public sealed class FieldProtectorTests : IDisposable
{
    private const string Secret = "BQD-refresh-token-éß";

    private static readonly ProtectedField Field = new(
        "grants", "refresh_token", Guid.CreateVersion7(), Guid.CreateVersion7(), "spotify", 7);

    private readonly Guid _instanceId = Guid.CreateVersion7();
    private readonly MasterKey _master = MasterKey.Generate();
    private readonly FakeLogger<FieldProtector> _log = new();
    private readonly FieldProtector _protector;

    public FieldProtectorTests() => _protector = ProtectorWith(_master);

    public static TheoryData<string, ProtectedField> OtherFields() => new()
    {
        { "table", Field with { Table = "webhooks" } },
        { "column", Field with { Column = "access_token" } },
        { "row", Field with { RowId = Guid.CreateVersion7() } },
        { "user", Field with { UserId = Guid.CreateVersion7() } },
        { "provider", Field with { Provider = "deezer" } },
        { "generation", Field with { Generation = 8 } },
        { "row and user swapped", Field with { RowId = Field.UserId, UserId = Field.RowId } },
        { "a letter moved over", Field with { Table = "grant", Column = "srefresh_token" } },
    };

    [Theory]
    [InlineData("")]
    [InlineData("t")]
    [InlineData(Secret)]
    public void A_protected_secret_can_be_unprotected(string secret)
    {
        _protector.TryUnprotect(Field, _protector.Protect(Field, secret), out var opened).ShouldBeTrue();

        opened.ShouldBe(secret);
    }

    [Fact]
    public void Long_secrets_and_bytes_can_be_unprotected()
    {
        var secret = RandomNumberGenerator.GetBytes(100_000);

        _protector.TryUnprotectBytes(Field, _protector.Protect(Field, secret), out var opened).ShouldBeTrue();

        opened.ShouldBe(secret);
    }

    [Fact]
    public void A_value_with_any_flipped_bit_is_undecryptable()
    {
        var blob = _protector.Protect(Field, Secret);

        for (var bit = 0; bit < blob.Length * 8; bit++)
        {
            var damaged = (byte[])blob.Clone();
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            _protector.TryUnprotect(Field, damaged, out var opened).ShouldBeFalse($"bit {bit}");
            opened.ShouldBeNull();
        }
    }

    [Fact]
    public void A_value_of_any_other_length_is_undecryptable()
    {
        var blob = _protector.Protect(Field, Secret);

        for (var length = 0; length < blob.Length; length++)
            _protector.TryUnprotect(Field, blob.AsSpan(0, length), out _).ShouldBeFalse($"length {length}");
        _protector.TryUnprotect(Field, [.. blob, 0], out _).ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(OtherFields))]
    public void T2_a_value_copied_to_another_field_is_undecryptable(string difference, ProtectedField other)
    {
        var blob = _protector.Protect(Field, Secret);

        _protector.TryUnprotect(other, blob, out _).ShouldBeFalse(difference);
        _protector.TryUnprotect(Field, blob, out _).ShouldBeTrue();
    }

    [Fact]
    public void T2_an_undecryptable_value_is_logged_without_its_content()
    {
        _protector.TryUnprotect(Field with { Generation = 6 }, _protector.Protect(Field, Secret), out _);

        var alarm = _log.Collector.GetSnapshot().ShouldHaveSingleItem();
        alarm.Message.ShouldContain(Field.RowId.ToString());
        alarm.Message.ShouldNotContain(Secret);
    }

    [Fact]
    public void Another_instance_with_the_same_master_key_cannot_decrypt_a_value()
    {
        var vault = new DerivedKeySet();
        vault.Load(Guid.CreateVersion7(), _master);

        new FieldProtector(vault, _log).TryUnprotect(Field, _protector.Protect(Field, Secret), out _).ShouldBeFalse();
    }

    [Fact]
    public void A_previous_key_decrypts_and_no_longer_encrypts()
    {
        using var next = MasterKey.Generate();
        var blob = _protector.Protect(Field, Secret);
        var rotated = ProtectorWith(next, _master);

        rotated.TryUnprotect(Field, blob, out var opened).ShouldBeTrue();
        opened.ShouldBe(Secret);
        _protector.TryUnprotect(Field, rotated.Protect(Field, Secret), out _).ShouldBeFalse();
        ProtectorWith(next).TryUnprotect(Field, blob, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_nonce_is_never_used_twice()
    {
        var nonces = new HashSet<string>(StringComparer.Ordinal);

        for (var i = 0; i < 100_000; i++)
            nonces.Add(Convert.ToHexString(_protector.Protect(Field, "t"u8).AsSpan(9, 12))).ShouldBeTrue();
    }

    [Fact]
    public void Many_threads_can_encrypt_and_decrypt_at_the_same_time() => Parallel.For(0, 2_000, i =>
    {
        var field = Field with { Generation = i };
        _protector.TryUnprotect(field, _protector.Protect(field, $"secret {i}"), out var opened).ShouldBeTrue();
        opened.ShouldBe($"secret {i}");
    });

    [Fact]
    public void The_envelope_has_its_documented_form()
    {
        var blob = _protector.Protect(Field, Secret);
        var master = Convert.FromBase64String(Encoding.ASCII.GetString(_master.Export()));
        var key = HKDF.DeriveKey(
            HashAlgorithmName.SHA256, master, 32, _instanceId.ToByteArray(bigEndian: true),
            "musicauth/grants/v1"u8.ToArray());
        using var context = new MemoryStream();
        foreach (var part in (byte[][])[
            "musicauth/sealed-field/v1"u8.ToArray(), "grants"u8.ToArray(), "refresh_token"u8.ToArray(),
            Field.RowId.ToByteArray(bigEndian: true), Field.UserId.ToByteArray(bigEndian: true),
            "spotify"u8.ToArray(), [0, 0, 0, 0, 0, 0, 0, 7]])
        {
            context.Write([0, 0, 0, (byte)part.Length]);
            context.Write(part);
        }

        var plaintext = new byte[blob.Length - 37];
        using var aes = new AesGcm(key, 16);
        aes.Decrypt(
            blob.AsSpan(9, 12), blob.AsSpan(21..^16), blob.AsSpan(^16..), plaintext,
            [.. blob[..9], .. context.ToArray()]);

        blob[0].ShouldBe((byte)1);
        Encoding.UTF8.GetString(plaintext).ShouldBe(Secret);
    }

    [Fact]
    public void Without_loaded_master_keys_nothing_can_be_encrypted() => Should.Throw<InvalidOperationException>(
        () => new FieldProtector(new DerivedKeySet(), _log).Protect(Field, Secret))
        .Message.ShouldContain("has not loaded the master keys");

    public void Dispose() => _master.Dispose();

    private FieldProtector ProtectorWith(MasterKey current, params MasterKey[] previous)
    {
        var vault = new DerivedKeySet();
        vault.Load(_instanceId, current, previous);
        return new(vault, _log);
    }
}

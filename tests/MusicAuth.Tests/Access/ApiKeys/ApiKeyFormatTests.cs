using Shouldly;
using Xunit;
using CryptoRandom = System.Security.Cryptography.RandomNumberGenerator;

namespace MusicAuth.Tests.Access.ApiKeys;

/// <summary>The format of a key, which scanners for leaked secrets rely on.</summary>
public sealed class ApiKeyFormatTests
{
    // Made with Python's zlib.crc32 and another base62 implementation, so that the test does not repeat our mistakes.
    private const string IndependentKey = "ma_0123456789Ab_abcdefghijklmnopqrstuvwxyz0123456789A1z1irh";

    [Fact]
    public void A_key_has_the_documented_format()
    {
        for (var i = 0; i < 1000; i++)
        {
            var key = ApiKeyFormat.Create();

            key.ShouldMatch("^ma_[0-9A-Za-z]{12}_[0-9A-Za-z]{43}$");
            ApiKeyFormat.TryHash(key, new byte[32]).ShouldBeTrue();
        }
    }

    [Fact]
    public void Ten_thousand_keys_differ_in_id_and_secret()
    {
        var keys = Enumerable.Range(0, 10_000).Select(_ => ApiKeyFormat.Create()).ToList();

        keys.Select(key => key[3..15]).Distinct().Count().ShouldBe(keys.Count);
        keys.Select(key => key[16..53]).Distinct().Count().ShouldBe(keys.Count);
    }

    [Fact]
    public void The_checksum_is_a_standard_CRC_32() =>
        ApiKeyFormat.TryHash(IndependentKey, new byte[32]).ShouldBeTrue();

    [Fact]
    public void A_change_of_any_character_makes_a_key_invalid()
    {
        var key = ApiKeyFormat.Create();
        for (var i = 0; i < key.Length; i++)
        {
            var wrong = key.Remove(i, 1).Insert(i, key[i] == 'x' ? "y" : "x");
            ApiKeyFormat.TryHash(wrong, new byte[32]).ShouldBeFalse(wrong);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("ma_")]
    [InlineData("ma__")]
    [InlineData("Bearer")]
    [InlineData("ma_0123456789Äb_abcdefghijklmnopqrstuvwxyz0123456789A000000")]
    public void Text_in_another_format_is_no_key(string text) =>
        ApiKeyFormat.TryHash(text, new byte[32]).ShouldBeFalse();

    [Fact]
    public void No_random_text_is_a_key()
    {
        for (var length = 0; length < 200; length++)
        {
            var text = string.Create(length, 0, (span, _) =>
            {
                foreach (ref var character in span) character = (char)CryptoRandom.GetInt32(0, 0x10000);
            });
            ApiKeyFormat.TryHash(text, new byte[32]).ShouldBeFalse();
            ApiKeyFormat.IsContainedIn(text).ShouldBeFalse();
        }
    }

    [Fact]
    public void A_key_is_found_in_longer_text()
    {
        var key = ApiKeyFormat.Create();

        ApiKeyFormat.IsContainedIn($"?a=ma_ma_{key}&b").ShouldBeTrue();
        ApiKeyFormat.IsContainedIn(key.AsSpan(0, key.Length - 1)).ShouldBeFalse();
        ApiKeyFormat.IsContainedIn("?q=ma_mb_ma_").ShouldBeFalse();
    }

    [Fact]
    public void Text_that_has_only_the_form_of_a_key_is_not_found()
    {
        var key = ApiKeyFormat.Create();
        var other = key[..^1] + (key[^1] == '0' ? '1' : '0');

        ApiKeyFormat.IsContainedIn($"?state={other}").ShouldBeFalse();
    }
}

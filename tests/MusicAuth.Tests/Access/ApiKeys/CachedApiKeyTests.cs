using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.ApiKeys;

/// <summary>A use of a key is written if it is the first in a minute, or comes from another network.</summary>
public sealed class CachedApiKeyTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly IPAddress Tablet = IPAddress.Parse("192.168.7.42");

    private readonly CachedApiKey _key = new(
        new StoredApiKey(
            new ApiKey { Id = "abcdefghijkl", Name = "Test", SecretHash = new byte[32], Scopes = ["library:read"] },
            IsOfOwner: false),
        verifiedAt: 0, Now);

    [Fact]
    public void A_use_is_written_once_a_minute()
    {
        _key.IsNewUse(Now, Tablet).ShouldBeTrue();
        _key.IsNewUse(Now.AddSeconds(59), Tablet).ShouldBeFalse();
        _key.IsNewUse(Now.AddSeconds(60), Tablet).ShouldBeTrue();
    }

    [Fact]
    public void A_use_after_the_clock_was_set_back_replaces_the_one_in_the_future()
    {
        _key.IsNewUse(Now.AddDays(1), Tablet).ShouldBeTrue();

        _key.IsNewUse(Now, Tablet).ShouldBeTrue();
        _key.IsNewUse(Now.AddSeconds(30), Tablet).ShouldBeFalse();
    }

    [Theory]
    [InlineData("192.168.7.43", false)]
    [InlineData("::ffff:192.168.7.42", false)]
    [InlineData("192.168.8.42", true)]
    [InlineData("2001:db8:1::1", true)]
    public void Only_a_use_from_another_network_is_written_within_the_minute(string address, bool isNew)
    {
        _key.IsNewUse(Now, Tablet).ShouldBeTrue();

        _key.IsNewUse(Now.AddSeconds(1), IPAddress.Parse(address)).ShouldBe(isNew);
    }
}

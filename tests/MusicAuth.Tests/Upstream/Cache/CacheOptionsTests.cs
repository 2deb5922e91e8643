using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.Cache;

public sealed class CacheOptionsTests
{
    [Theory]
    [InlineData("Library:CacheSeconds", "-1", "Library:CacheSeconds")]
    [InlineData("Library:CacheSeconds", "3601", "Library:CacheSeconds")]
    [InlineData("Upstream:CacheMegabytes", "0", "Upstream:CacheMegabytes")]
    [InlineData("Redis:ConnectionString", "redis:6379,what=ever", "Redis:ConnectionString")]
    [InlineData("Redis:ConnectionString", ",password=secret", "Redis:ConnectionString")]
    public async Task A_wrong_setting_stops_the_start_with_its_key_and_without_its_value(
        string key, string value, string named)
    {
        using var host = NewHost(key, value);

        var failure = await Should.ThrowAsync<OptionsValidationException>(() => host.StartAsync());

        failure.Message.ShouldContain(named);
        failure.Message.ShouldNotContain("secret");
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("90", 90)]
    public void Library_CacheSeconds_sets_the_freshness(string value, int seconds)
    {
        using var host = NewHost("Library:CacheSeconds", value);

        host.Services.GetRequiredService<IOptions<CacheOptions>>().Value.Freshness
            .ShouldBe(TimeSpan.FromSeconds(seconds));
    }

    private static IHost NewHost(string key, string value)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new(key, value)]);
        builder.Services.AddUpstreamCalls().AddLibrary();
        return builder.Build();
    }
}

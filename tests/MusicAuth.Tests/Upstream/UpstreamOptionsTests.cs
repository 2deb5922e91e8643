using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream;

public sealed class UpstreamOptionsTests
{
    [Fact]
    public void The_default_timeout_is_eight_seconds() =>
        Options(null).Timeout.ShouldBe(TimeSpan.FromSeconds(8));

    [Theory]
    [InlineData("1")]
    [InlineData("15")]
    public void The_smallest_and_the_largest_timeout_are_accepted(string seconds) =>
        Options(seconds).TimeoutSeconds.ToString().ShouldBe(seconds);

    [Theory]
    [InlineData("0")]
    [InlineData("16")]
    [InlineData("-1")]
    public void A_timeout_beyond_the_limits_stops_the_start(string seconds) =>
        Should.Throw<OptionsValidationException>(() => Options(seconds))
            .Message.ShouldContain("Upstream:TimeoutSeconds must be between 1 and 15");

    private static UpstreamOptions Options(string? seconds)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        if (seconds is not null)
            builder.Configuration["Upstream:TimeoutSeconds"] = seconds;
        builder.Services.AddUpstreamCalls();
        using var host = builder.Build();
        host.Services.GetRequiredService<IStartupValidator>().Validate();
        return host.Services.GetRequiredService<IOptions<UpstreamOptions>>().Value;
    }
}

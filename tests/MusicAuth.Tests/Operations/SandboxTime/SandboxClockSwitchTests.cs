using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.SandboxTime;

/// <summary>The option needs simulated providers and a sandbox on this machine.</summary>
public sealed class SandboxClockSwitchTests
{
    [Theory]
    [InlineData("--sandbox-clock=http://127.0.0.1:1", "works only where every endpoint of Spotify and Deezer is")]
    [InlineData("--sandbox-clock=http://sandbox.example", "needs the http address of a sandbox on this machine")]
    [InlineData("--sandbox-clock=nonsense", "needs the http address of a sandbox on this machine")]
    public async Task A_broker_with_real_providers_or_a_foreign_clock_does_not_start(string option, string sentence)
    {
        using var broker = new BrokerProcess(option);

        var (exitCode, _, error) = await broker.WaitAsync();

        exitCode.ShouldBe(1);
        error.ShouldStartWith($"musicauth: --sandbox-clock {sentence}");
        error.Trim().Split('\n').ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_sandbox_that_does_not_answer_is_named()
    {
        using var broker = new BrokerProcess([
            "--sandbox-clock=http://127.0.0.1:1",
            .. new[] { "Spotify", "Deezer" }.SelectMany(provider => new[]
            {
                $"--{provider}:AuthorizationEndpoint=http://127.0.0.1:1/authorize",
                $"--{provider}:TokenEndpoint=http://127.0.0.1:1/token",
                $"--{provider}:ApiBaseUrl=http://127.0.0.1:1/api",
            }),
        ]);

        var (exitCode, _, error) = await broker.WaitAsync();

        exitCode.ShouldBe(1);
        error.ShouldStartWith("musicauth: --sandbox-clock names http://127.0.0.1:1/, where no sandbox answers.");
    }
}

using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Startup;

/// <summary>The start ends with the address and the owner link. After that the console shows only events.</summary>
public sealed class QuietConsoleTests
{
    [Fact]
    public async Task The_last_lines_of_a_start_are_the_address_and_the_owner_link()
    {
        var port = FreePort.Take();
        using var broker = new BrokerProcess("--urls", $"http://127.0.0.1:{port}");
        await broker.WaitUntilAnsweringAsync(port);
        using (var client = new Client(port))
        {
            await Eventually.IsTrueAsync(async () =>
                (await client.GetAsync("/health/ready")).IsSuccessStatusCode);
            foreach (var path in new[] { "/", "/login", "/app.css", "/favicon.svg", "/health/live", "/docs" })
                (await client.GetAsync(path)).EnsureSuccessStatusCode();
        }

        broker.Terminate();
        var (exitCode, output, error) = await broker.WaitAsync();

        exitCode.ShouldBe(0, error);
        var lines = output.Trim().Split('\n');
        lines[^1].ShouldStartWith($"  http://127.0.0.1:{port}/login?claim=");
        lines[^4].ShouldStartWith("This MusicAuth has no owner yet.");
        var ready = JsonElement.Parse(lines[^5]);
        ready.GetProperty("@m").GetString().ShouldBe($"MusicAuth is ready: open \"http://127.0.0.1:{port}\"");
        output.ShouldNotContain("Microsoft.Hosting");
    }

    private sealed class Client : HttpClient
    {
        public Client(int port) => BaseAddress = new Uri($"http://127.0.0.1:{port}");
    }
}

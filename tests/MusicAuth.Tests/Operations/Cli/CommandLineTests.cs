using System.Net;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Operations.Cli;

public sealed class CommandLineTests
{
    [Fact]
    public async Task The_version_option_prints_the_version()
    {
        using var broker = new BrokerProcess("--version");

        var (exitCode, output, _) = await broker.WaitAsync();

        exitCode.ShouldBe(0);
        output.ShouldMatch(@"^\d+\.\d+\.\d+");
    }

    [Theory]
    [InlineData("helth")]
    [InlineData("healthy")]
    [InlineData("Urls=http://127.0.0.1:1")]
    public async Task A_mistyped_command_starts_nothing(string command)
    {
        using var broker = new BrokerProcess(command);

        var (exitCode, _, error) = await broker.WaitAsync();

        exitCode.ShouldBe(1);
        error.ShouldContain(command);
        error.ShouldContain("health");
    }

    [Theory]
    [InlineData("backup", "'backup' requires <file>")]
    [InlineData("restore", "'restore' requires <file>")]
    [InlineData("import-sqlite", "'import-sqlite' requires <file>")]
    [InlineData("export", "--output has no value", "--user", "dora", "--output")]
    [InlineData("backup", "--passphrase-file has no value", "new.age", "--passphrase-file")]
    public async Task A_value_without_text_is_one_line_and_the_exit_code_is_1(
        string command, string message, params string[] arguments)
    {
        var (exitCode, output, error) = await InProcessCommand.RunAsync([command, .. arguments, ""]);

        exitCode.ShouldBe(1);
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem()
            .ShouldStartWith($"musicauth: {message}");
        output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_invalid_setting_is_one_line_and_the_exit_code_is_1()
    {
        using var broker = new BrokerProcess(
            "--Web:PublicUrl=nonsense", "--Web:TrustedProxies=*", "--Web:AllowedHosts=*");

        var (exitCode, output, error) = await broker.WaitAsync();

        exitCode.ShouldBe(1);
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(3, error);
        lines.ShouldAllBe(line => line.StartsWith("musicauth: Web:"));
        output.ShouldBeEmpty();
    }

    [LongFact]
    public async Task The_error_of_a_used_port_is_one_line_with_exit_code_1()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var broker = new BrokerProcess($"--urls=http://127.0.0.1:{port}");

        var (exitCode, output, error) = await broker.WaitAsync();

        exitCode.ShouldBe(1);
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem()
            .ShouldContain($"http://127.0.0.1:{port}");
        output.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Health_fails_without_a_broker()
    {
        using var health = new BrokerProcess("health", "--urls", $"http://+:{FreePort.Take()}");

        var (exitCode, _, error) = await health.WaitAsync();
        exitCode.ShouldBe(1);
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem()
            .ShouldStartWith("musicauth: MusicAuth does not answer at http://127.0.0.1:");
    }

    [Theory]
    [InlineData("200 OK", 0)]
    [InlineData("503 Service Unavailable", 1)]
    [InlineData("302 Found\r\nLocation: http://127.0.0.1:1/", 1)]
    public async Task Health_requests_the_readiness_of_this_machine(string status, int exitCode)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var health = new BrokerProcess("health", $"--urls=http://0.0.0.0:{port}");

        var requestLine = await RespondOnceAsync(listener, status);

        requestLine.ShouldStartWith("GET /health/ready HTTP/1.1");
        var ended = await health.WaitAsync();
        ended.ExitCode.ShouldBe(exitCode);
        ended.Error.Contains($"answers {status[..3]}. The log of MusicAuth says why.")
            .ShouldBe(exitCode != 0, ended.Error);
    }

    [LongFact]
    public async Task The_broker_stops_when_its_parent_process_ends()
    {
        var port = FreePort.Take();
        using var broker = new BrokerProcess("--stop-when-stdin-closes", "--urls", $"http://127.0.0.1:{port}");
        await broker.WaitUntilAnsweringAsync(port);

        broker.CloseStandardInput();

        (await broker.WaitAsync()).ExitCode.ShouldBe(0);
    }

    [LongFact]
    public async Task A_closed_standard_input_alone_does_not_stop_the_broker()
    {
        var port = FreePort.Take();
        using var broker = new BrokerProcess("--urls", $"http://127.0.0.1:{port}");
        broker.CloseStandardInput();

        await broker.WaitUntilAnsweringAsync(port);

        broker.IsRunning.ShouldBeTrue();
        broker.Terminate();
        (await broker.WaitAsync()).ExitCode.ShouldBe(0);
    }

    // By default System.CommandLine ends the process 2 s after SIGTERM. The test needs real time to detect that.
    [LongFact]
    public async Task A_stop_waits_for_a_response_under_way()
    {
        var port = FreePort.Take();
        using var broker = new BrokerProcess("--urls", $"http://127.0.0.1:{port}");
        await broker.WaitUntilAnsweringAsync(port);
        using var slowReader = new TcpClient { ReceiveBufferSize = 4096 };
        await slowReader.ConnectAsync(IPAddress.Loopback, port);
        await using var stream = slowReader.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            string.Concat(Enumerable.Repeat("GET /docs/scalar.js HTTP/1.1\r\nHost: localhost\r\n\r\n", 4))));
        (await stream.ReadAsync(new byte[1])).ShouldBe(1);

        broker.Terminate();
        await Task.Delay(TimeSpan.FromSeconds(3));

        broker.IsRunning.ShouldBeTrue("the response under way was cut off");
        await stream.CopyToAsync(Stream.Null);
        (await broker.WaitAsync()).ExitCode.ShouldBe(0);
    }

    private static async Task<string> RespondOnceAsync(TcpListener listener, string status)
    {
        using var socket = await listener.AcceptTcpClientAsync();
        await using var stream = socket.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII);
        var request = await reader.ReadLineAsync();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        return request!;
    }
}

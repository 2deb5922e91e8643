using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web;

/// <summary>Behaviour that needs a real server and raw bytes.</summary>
public sealed class KestrelTests
{
    [Fact]
    public async Task The_server_does_not_name_itself()
    {
        await using var host = await Start();

        var answer = await Exchange(host, "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 200");
        answer.ShouldNotContain("\r\nServer:", Case.Insensitive);
        answer.ShouldNotContain("Kestrel", Case.Insensitive);
    }

    [Theory]
    [InlineData("GET / HTTP/1.0\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nConnection: close\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: evil.example:5080\r\nConnection: close\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n")]
    [InlineData("GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")]
    public async Task A_request_without_an_accepted_host_is_refused(string request)
    {
        await using var host = await Start();

        (await Exchange(host, request)).ShouldContain("HTTP/1.1 400", Case.Sensitive);
    }

    [Fact]
    public async Task A_body_larger_than_a_mebibyte_is_refused_before_it_is_sent()
    {
        await using var host = await Start();

        var answer = await Exchange(
            host,
            "POST /body HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            + "Content-Length: 1048577\r\nConnection: close\r\n\r\n{");

        answer.ShouldStartWith("HTTP/1.1 413");
        answer.ShouldContain("\"code\":\"body_too_large\"");
    }

    private static Task<WebTestHost> Start() => WebTestHost.StartAsync(
        app => app.MapPost("/body", (string[] body) => body.Length),
        new() { ["Web:PublicUrl"] = "http://127.0.0.1:5080" },
        kestrel: true);

    private static async Task<string> Exchange(WebTestHost host, string request)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Address.Host, host.Address.Port);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.ASCII);
        return await reader.ReadToEndAsync();
    }
}

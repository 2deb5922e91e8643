using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Channels;

/// <summary>
/// SSRF: .NET gives a connection that it has opened for a cancelled request to a waiting one, unless the lifetime of
/// connections is zero.
/// </summary>
public sealed class SharedConnectionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task The_connection_of_a_cancelled_request_serves_no_request_of_another_user()
    {
        using var target = new TcpListener(IPAddress.Loopback, 0);
        target.Start();
        var address = $"http://hook.example.org:{((IPEndPoint)target.LocalEndpoint).Port}";
        var resolver = new HeldResolver();
        await using var broker = await Broker.StartAsync(
            services: services => services.AddSingleton<IHostResolver>(resolver));
        var client = broker.Services.GetRequiredService<NoticeHttpClient>();
        using var caller = new CancellationTokenSource();
        var cancelled = SendAsync(client, $"{address}/cancelled", allowPrivate: true, caller.Token);
        await resolver.WaitForAsync(1);
        var forbidden = SendAsync(client, $"{address}/forbidden", allowPrivate: false, CancellationToken.None);
        await resolver.WaitForAsync(2);
        await caller.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(cancelled);

        resolver.Answer(1);

        using var connection = await target.AcceptTcpClientAsync().WaitAsync(Patience);
        (await ReadAsync(connection).WaitAsync(Patience)).ShouldBe(0, "the connection ends without a request");
        resolver.Answer(2);
        (await forbidden).Error.ShouldNotBeNull().ShouldStartWith("The target leads to a private network");
    }

    private static async Task<int> ReadAsync(TcpClient connection)
    {
        try
        {
            return await connection.GetStream().ReadAsync(new byte[1]);
        }
        catch (IOException)
        {
            // A reset is an end too.
            return 0;
        }
    }

    private static async Task<SendResult> SendAsync(
        NoticeHttpClient client, string address, bool allowPrivate, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        return await client.SendAsync(request, allowPrivate, cancellationToken);
    }

    /// <summary>Resolves every name to this machine, each time when the test says so.</summary>
    private sealed class HeldResolver : IHostResolver
    {
        private readonly List<TaskCompletionSource<IPAddress[]>> _calls = [];
        private readonly Lock _lock = new();

        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
        {
            var call = new TaskCompletionSource<IPAddress[]>(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_lock)
                _calls.Add(call);
            return call.Task.WaitAsync(cancellationToken);
        }

        public Task WaitForAsync(int count) => Eventually.IsTrueAsync(() => Count() >= count);

        public void Answer(int number)
        {
            lock (_lock)
                _calls[number - 1].SetResult([IPAddress.Loopback]);
        }

        private int Count()
        {
            lock (_lock)
                return _calls.Count;
        }
    }
}

using System.Net;
using Microsoft.Extensions.DependencyInjection;
using MusicAuth.Tests.Notices.Stubs;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Notices.Channels;

/// <summary>
/// SSRF: .NET gives a connection that it has opened for a cancelled request to the request that has waited longest.
/// </summary>
public sealed class SharedConnectionTests
{
    [Fact]
    public async Task A_connection_into_the_network_never_serves_a_request_that_must_not_reach_the_network()
    {
        await using var hook = await StubServer.StartAsync();
        var resolver = new HeldResolver();
        await using var broker = await Broker.StartAsync(
            services: services => services.AddSingleton<IHostResolver>(resolver));
        var client = broker.Services.GetRequiredService<NoticeHttpClient>();
        var address = $"http://hook.example.org:{new Uri(hook.Address).Port}";
        using var caller = new CancellationTokenSource();
        var cancelled = SendAsync(client, $"{address}/cancelled", allowPrivate: true, caller.Token);
        await resolver.WaitForAsync(1);
        var forbidden = SendAsync(client, $"{address}/forbidden", allowPrivate: false, CancellationToken.None);
        await resolver.WaitForAsync(2);
        var allowed = SendAsync(client, $"{address}/allowed", allowPrivate: true, CancellationToken.None);
        await resolver.WaitForAsync(3);

        await caller.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(cancelled);
        resolver.Answer(1);

        (await Task.WhenAny(forbidden, allowed)).ShouldBeSameAs(allowed);
        (await allowed).Error.ShouldBeNull();
        resolver.Answer(2);
        (await forbidden).Error.ShouldNotBeNull().ShouldStartWith("The target leads to a private network");
        hook.Received.ShouldHaveSingleItem().Path.ShouldBe("/allowed");
        resolver.Answer(3);
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

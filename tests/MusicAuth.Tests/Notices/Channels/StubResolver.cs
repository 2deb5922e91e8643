using System.Net;
using System.Net.Sockets;

namespace MusicAuth.Tests.Notices.Channels;

/// <summary>Resolves names to the addresses of a test: each set of addresses once, and the last one always.</summary>
internal sealed class StubResolver : IHostResolver
{
    private readonly Dictionary<string, Queue<IPAddress[]>> _addresses = new(StringComparer.OrdinalIgnoreCase);
    private int _calls;

    public int Calls => _calls;

    public StubResolver Add(string host, params string[] addresses)
    {
        if (!_addresses.TryGetValue(host, out var sets))
            _addresses.Add(host, sets = new());
        sets.Enqueue([.. addresses.Select(IPAddress.Parse)]);
        return this;
    }

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        if (!_addresses.TryGetValue(host, out var sets))
            throw new SocketException((int)SocketError.HostNotFound);
        lock (sets)
            return Task.FromResult(sets.Count > 1 ? sets.Dequeue() : sets.Peek());
    }
}

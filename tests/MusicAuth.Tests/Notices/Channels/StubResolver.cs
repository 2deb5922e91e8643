using System.Net;
using System.Net.Sockets;

namespace MusicAuth.Tests.Notices.Channels;

/// <summary>Names that a test gives addresses to; it gives each address once, and the last one for ever.</summary>
internal sealed class StubResolver : IHostResolver
{
    private readonly Dictionary<string, Queue<IPAddress[]>> _answers = new(StringComparer.OrdinalIgnoreCase);
    private int _asked;

    public int Asked => _asked;

    public StubResolver Add(string host, params string[] addresses)
    {
        if (!_answers.TryGetValue(host, out var answers))
            _answers.Add(host, answers = new());
        answers.Enqueue([.. addresses.Select(IPAddress.Parse)]);
        return this;
    }

    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        if (!_answers.TryGetValue(host, out var answers))
            throw new SocketException((int)SocketError.HostNotFound);
        lock (answers)
            return Task.FromResult(answers.Count > 1 ? answers.Dequeue() : answers.Peek());
    }
}

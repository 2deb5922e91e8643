using System.Net;
using System.Net.Sockets;

namespace MusicAuth.Operations.Proxies;

/// <summary>Notices forwarded headers that the server ignores, because their sender is not trusted.</summary>
internal sealed class ProxyObserver(ObservedProxyFile file, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly string[] Names =
        ["X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded"];

    // A timestamp, because the wall clock can be set; zero before the first observation.
    private long _observedAt;

    /// <summary>Comes after the trusted proxies, which mark the requests that they change.</summary>
    public void Observe(IHeaderDictionary headers, IPAddress? sender)
    {
        if (!headers.ContainsKey(Names[0]) && !headers.ContainsKey(Names[1]))
            return;
        if (headers.ContainsKey("X-Original-For") || headers.ContainsKey("X-Original-Proto")
            || sender is null || !IsPrivate(sender))
            return;
        var last = Interlocked.Read(ref _observedAt);
        if ((last != 0 && time.GetElapsedTime(last) < Interval)
            || Interlocked.CompareExchange(ref _observedAt, time.GetTimestamp(), last) != last)
            return;
        var proxy = new ObservedProxy(
            Unmap(sender).ToString(), [.. Names.Where(headers.ContainsKey)], time.GetUtcNow());
        _ = Task.Run(() => file.Write(proxy));
    }

    // Strangers on the internet can send such headers too: an item of the owner must not depend on them.
    private static bool IsPrivate(IPAddress sender)
    {
        var address = Unmap(sender);
        if (IPAddress.IsLoopback(address))
            return true;
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
            return address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal;
        return address.GetAddressBytes() is [10, ..] or [172, >= 16 and <= 31, ..] or [192, 168, ..]
            or [100, >= 64 and <= 127, ..] or [169, 254, ..];
    }

    private static IPAddress Unmap(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}

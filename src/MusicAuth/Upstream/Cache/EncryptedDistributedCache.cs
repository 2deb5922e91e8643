using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;

namespace MusicAuth.Upstream.Cache;

/// <summary>Encrypts each value, bound to its key: Redis can neither read it nor serve it under another key.</summary>
internal sealed class EncryptedDistributedCache(IDistributedCache inner, IDataProtectionProvider protection)
    : IDistributedCache
{
    private const string Purpose = "MusicAuth.Upstream.ResponseCache";

    // The Redis client checks its timeouts once a second only, and a failure makes FusionCache pause at once.
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(200);

    public byte[]? Get(string key) => Decrypt(key, inner.Get(key));

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        Decrypt(key, await inner.GetAsync(key, token).WaitAsync(Timeout, TimeProvider.System, token));

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) =>
        inner.Set(key, ProtectorFor(key).Protect(value), options);

    public Task SetAsync(
        string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        inner.SetAsync(key, ProtectorFor(key).Protect(value), options, token)
            .WaitAsync(Timeout, TimeProvider.System, token);

    public void Refresh(string key) => inner.Refresh(key);

    public Task RefreshAsync(string key, CancellationToken token = default) => inner.RefreshAsync(key, token);

    public void Remove(string key) => inner.Remove(key);

    public Task RemoveAsync(string key, CancellationToken token = default) =>
        inner.RemoveAsync(key, token).WaitAsync(Timeout, TimeProvider.System, token);

    private byte[]? Decrypt(string key, byte[]? value)
    {
        try
        {
            return value is null ? null : ProtectorFor(key).Unprotect(value);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector ProtectorFor(string key) => protection.CreateProtector(Purpose, key);
}

using System.Collections.Concurrent;

namespace MusicAuth.Sandbox.Spotify.OAuth;

/// <summary>Codes, consents and tokens. They have one lock, because every reuse must be detected.</summary>
internal sealed class SpotifyGrants(TimeProvider clock, string prefix)
{
    public static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan AccessLife = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SpotifyCode> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SpotifyConsent> _byRefreshToken = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, SpotifyAccess> _access = new(StringComparer.Ordinal);

    /// <summary>Copies, because a consent must not change while it is written to disk.</summary>
    public IReadOnlyList<SpotifyConsent> Consents
    {
        get { lock (_gate) return [.. _byRefreshToken.Values.Distinct().Select(consent => consent.Copy())]; }
    }

    public string IssueCode(SpotifyCode code)
    {
        var text = Secrets.Token(prefix + "AQ", 96);
        lock (_gate) _codes[text] = code;
        return text;
    }

    /// <summary>Marks the code as used, even if the request then fails: a second request is a replay.</summary>
    public SpotifyCode? Redeem(string? code, string clientId, out bool replayed)
    {
        replayed = false;
        lock (_gate)
        {
            if (code is null || !_codes.TryGetValue(code, out var found)) return null;
            if (found.ClientId != clientId) return null;
            if (found.Used)
            {
                replayed = true;
                return null;
            }

            found.Used = true;
            return found;
        }
    }

    public string Begin(SpotifyConsent consent)
    {
        lock (_gate) return Add(consent);
    }

    public Refreshed Refresh(string? token, string clientId, bool withSecret, RotationRule rule)
    {
        lock (_gate)
        {
            if (token is null || !_byRefreshToken.TryGetValue(token, out var consent) || consent.ClientId != clientId)
                return new Refreshed.Refused("invalid_grant", "Invalid refresh token");
            if (consent.WithSecret && !withSecret) return new Refreshed.Refused("invalid_client", "Invalid client");
            var again = consent.RefreshTokens[token] ? SuccessorWithinGrace(consent, token, rule.Grace) : null;
            if (consent.RefreshTokens[token] && again is null)
            {
                consent.Reuse++;
                consent.Revoked = consent.AccessRevoked = true;
                return new Refreshed.Refused("invalid_grant", "Refresh token revoked", Reuse: true);
            }

            if (consent.Revoked) return new Refreshed.Refused("invalid_grant", "Refresh token revoked");
            if (consent.ExpiresAt <= clock.GetUtcNow())
                return new Refreshed.Refused("invalid_grant", "Refresh token expired");
            consent.Refreshes++;
            if (again is not null || !rule.Rotate) return new Refreshed.Granted(consent, again);
            consent.RefreshTokens[token] = true;
            consent.Rotations++;
            var next = Add(consent);
            consent.Successors[token] = new(next, clock.GetUtcNow());
            return new Refreshed.Granted(consent, next);
        }
    }

    // A client that has used the new token has received it, so the grace period of the old token ends.
    private string? SuccessorWithinGrace(SpotifyConsent consent, string replaced, TimeSpan grace) =>
        consent.Successors.TryGetValue(replaced, out var next)
            && clock.GetUtcNow() < next.At + grace
            && !consent.RefreshTokens[next.Token]
            ? next.Token
            : null;

    public string AddRefreshToken(SpotifyConsent consent)
    {
        lock (_gate) return Add(consent);
    }

    /// <summary>Whether a valid consent of the user gives the app all these scopes.</summary>
    public bool HasConsent(string clientId, string user, string[] scopes)
    {
        lock (_gate)
        {
            return _byRefreshToken.Values.Any(consent => consent.ClientId == clientId && consent.Person == user
                && !consent.Revoked && consent.ExpiresAt > clock.GetUtcNow()
                && !scopes.Except(consent.Scopes, StringComparer.Ordinal).Any());
        }
    }

    public string IssueAccess(SpotifyConsent? consent, string clientId, TimeSpan lifetime)
    {
        var token = Secrets.Token(prefix + "BQ", 120);
        _access[token] = new(consent, clientId, clock.GetUtcNow() + lifetime);
        return token;
    }

    public SpotifyAccess? FindAccess(string token) =>
        _access.TryGetValue(token, out var found) && found.Consent is not { AccessRevoked: true } ? found : null;

    public string? UserOf(string refreshToken)
    {
        lock (_gate) return _byRefreshToken.GetValueOrDefault(refreshToken)?.Person;
    }

    public int Revoke(string user, bool keepAccess)
    {
        lock (_gate)
        {
            var hit = _byRefreshToken.Values.Distinct()
                .Where(consent => consent.Person == user && !consent.Revoked).ToList();
            foreach (var consent in hit) (consent.Revoked, consent.AccessRevoked) = (true, !keepAccess);
            return hit.Count;
        }
    }

    public void Restore(IEnumerable<SpotifyConsent> consents)
    {
        lock (_gate)
        {
            foreach (var consent in consents)
            {
                foreach (var token in consent.RefreshTokens.Keys) _byRefreshToken[token] = consent;
            }
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _codes.Clear();
            _byRefreshToken.Clear();
            _access.Clear();
        }
    }

    private string Add(SpotifyConsent consent)
    {
        var token = Secrets.Token(prefix + "AQ", 90);
        consent.RefreshTokens[token] = false;
        _byRefreshToken[token] = consent;
        return token;
    }
}

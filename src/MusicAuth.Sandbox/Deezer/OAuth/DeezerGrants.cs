namespace MusicAuth.Sandbox.Deezer.OAuth;

internal sealed class DeezerGrants(TimeProvider clock, string prefix)
{
    public static readonly TimeSpan CodeLife = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan ShortLife = TimeSpan.FromHours(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DeezerCode> _codes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DeezerToken> _tokens = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, DeezerToken> Tokens
    {
        get { lock (_gate) return new Dictionary<string, DeezerToken>(_tokens, StringComparer.Ordinal); }
    }

    public string IssueCode(DeezerCode code)
    {
        var text = Secrets.Alphanumeric(prefix + "fr", 38);
        lock (_gate) _codes[text] = code;
        return text;
    }

    public DeezerCode? Redeem(string? code, string appId)
    {
        lock (_gate)
        {
            if (code is null || !_codes.TryGetValue(code, out var found) || found.AppId != appId) return null;
            _codes.Remove(code);
            return found.IssuedAt + CodeLife > clock.GetUtcNow() ? found : null;
        }
    }

    public string Issue(DeezerCode code, TimeSpan? lifetime)
    {
        var text = Secrets.Alphanumeric(prefix + "fr", 50);
        lock (_gate) _tokens[text] = new(code.AppId, code.User, code.Perms, clock.GetUtcNow() + lifetime);
        return text;
    }

    public DeezerToken? Find(string token)
    {
        lock (_gate)
        {
            if (!_tokens.TryGetValue(token, out var found)) return null;
            return found.ExpiresAt is { } end && end <= clock.GetUtcNow() ? null : found;
        }
    }

    public int Revoke(string user)
    {
        lock (_gate)
        {
            var hit = _tokens.Where(pair => pair.Value.Person == user).Select(pair => pair.Key).ToList();
            hit.ForEach(token => _tokens.Remove(token));
            return hit.Count;
        }
    }

    public void Restore(IReadOnlyDictionary<string, DeezerToken> tokens)
    {
        lock (_gate)
        {
            foreach (var (text, token) in tokens) _tokens[text] = token;
        }
    }

    public void Reset()
    {
        lock (_gate)
        {
            _codes.Clear();
            _tokens.Clear();
        }
    }
}

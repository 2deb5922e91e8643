using System.Text;

namespace MusicAuth.Persistence;

/// <summary>Which instance this is among those on one database; its data directory keeps it over restarts.</summary>
public sealed class InstanceIdentity
{
    private const string FileName = "instance";

    // A Guid and a newline; anything longer is no identity.
    private const int Longest = 64;

    private Guid? _id;

    public Guid Id => _id ?? throw new InvalidOperationException("Without an identity: the start sequence has not run.");

    /// <summary>Reads the identity of the folder, or gives it one; only while the folder's lock is held.</summary>
    /// <exception cref="IOException">The folder cannot be read or written.</exception>
    public void Load(string directory)
    {
        var path = Path.Combine(directory, FileName);
        if (Read(path) is { } known)
        {
            _id = known;
            return;
        }

        // What is no identity is nobody's: an instance without claims of its own waits for their leases at most.
        File.Delete(path);
        var id = Guid.NewGuid();
        DurableFile.WriteNew(path, Encoding.ASCII.GetBytes($"{id}\n"));
        _id = id;
    }

    private static Guid? Read(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: <= Longest })
            return null;
        return Guid.TryParseExact(File.ReadAllText(path).Trim(), "D", out var id) && id != Guid.Empty ? id : null;
    }
}

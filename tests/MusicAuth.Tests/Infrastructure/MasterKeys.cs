using Microsoft.Extensions.Logging.Abstractions;

namespace MusicAuth.Tests.Infrastructure;

/// <summary>The master key files of a broker, and the settings that name them.</summary>
public sealed class MasterKeys(string folder)
{
    private readonly List<string> _files = [Path.Combine(folder, "master.key")];

    public string Current => _files[0];

    /// <summary>Creates another master key, which becomes the current one.</summary>
    public MasterKeys AddKey()
    {
        _files.Insert(0, Path.Combine(folder, $"master-{_files.Count + 1}.key"));
        new MasterKeyFile(NullLogger<MasterKeyFile>.Instance).Create(Current).Dispose();
        return this;
    }

    /// <summary>Makes the previous master key the current one again.</summary>
    public void Swap() => (_files[0], _files[1]) = (_files[1], _files[0]);

    /// <summary>Deletes all previous master keys.</summary>
    public void RemovePrevious()
    {
        _files.Skip(1).ToList().ForEach(File.Delete);
        _files.RemoveRange(1, _files.Count - 1);
    }

    public Dictionary<string, string?> Settings => _files.Skip(1)
        .Select((file, i) => KeyValuePair.Create($"Vault:PreviousMasterKeyFiles:{i}", (string?)file))
        .Append(new("Vault:MasterKeyFile", Current))
        .ToDictionary(StringComparer.Ordinal);

    public MasterKey Read(int index) => new MasterKeyFile(NullLogger<MasterKeyFile>.Instance).Read(_files[index]);
}

using Microsoft.Extensions.Options;

namespace MusicAuth.Persistence.Files;

/// <summary>A random id of the data directory, which stays the same from one run to the next.</summary>
public sealed class DataDirectoryId(IOptions<DatabaseOptions> options)
{
    private Guid? _id;

    public Guid Value => _id ?? throw new InvalidOperationException("The data directory is not locked yet.");

    public void Load()
    {
        var file = Path.Combine(options.Value.DataDirectoryPath, "instance");
        if (File.Exists(file) && Guid.TryParse(File.ReadAllText(file), out var id))
        {
            _id = id;
            return;
        }

        _id = Guid.NewGuid();
        DurableFile.Replace(file, System.Text.Encoding.ASCII.GetBytes($"{_id}\n"));
    }
}

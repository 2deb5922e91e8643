// Opens a backup with the library of the author of age, and encrypts bytes for MusicAuth to open.
import { readFile, writeFile } from "node:fs/promises";
import { Decrypter, Encrypter } from "age-encryption";

const { passphrase, backup, plain, encrypted } = JSON.parse(process.argv[2]);
const decrypter = new Decrypter();
decrypter.addPassphrase(passphrase);
await writeFile(plain, await decrypter.decrypt(await readFile(backup)));

const encrypter = new Encrypter();
encrypter.setPassphrase(passphrase);
encrypter.setScryptWorkFactor(14);
await writeFile(encrypted, await encrypter.encrypt(new Uint8Array(200_000).fill(7)));

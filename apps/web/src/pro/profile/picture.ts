const MAX_BYTES = 2 * 1024 * 1024;
/** The service keeps 512 pixels; twice as many leave it something to choose from. */
const EDGE = 1024;

/** A photo of a phone is larger than the service takes: it is made smaller here. What this browser cannot read goes as it is, to be refused in words. */
export async function uploadable(file: File): Promise<Blob> {
  if (file.size <= MAX_BYTES) return file;
  const picture = await createImageBitmap(file).catch(() => undefined);
  if (!picture) return file;
  const scale = Math.min(1, EDGE / Math.min(picture.width, picture.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext('2d')?.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((done) => canvas.toBlob((blob) => done(blob ?? file), 'image/jpeg', 0.9));
}

// The stage: Cornerstone3D's stack viewport and tools, and the only file that knows them. Pictures come from us as
// displayed, so that what is seen is to the grey level what the model gets; places are in pixels of the image.

import { cache, Enums, eventTarget, getRenderingEngine, imageLoader, init as initCore, metaData, RenderingEngine, setUseCPURendering, triggerEvent, utilities } from "@cornerstonejs/core";
import type { StackViewport, Types } from "@cornerstonejs/core";
import { addTool, AngleTool, annotation, BaseTool, EllipticalROITool, Enums as ToolEnums, init as initTools, LengthTool, PanTool, RectangleROITool, ToolGroupManager, ZoomTool } from "@cornerstonejs/tools";
import type { Plane } from "./frameStore.ts";
import { FRAME_OF_REFERENCE, metadataOf } from "./pictureMetadata.ts";
import type { Mark, MarkKind, Pictures, Stage, StageOptions, StageTool } from "./stage.ts";

const VIEWPORT = "raddraft";
const SCHEME = "raddraft";
const nameOf = (tool: { readonly toolName: string }): string => tool.toolName;
const MARK_TOOLS: Readonly<Record<MarkKind, string>> = { length: nameOf(LengthTool), angle: nameOf(AngleTool), rectangle: nameOf(RectangleROITool), ellipse: nameOf(EllipticalROITool) };

/** A value that the types of the package leave out. */
const MARK_STYLE: Record<string, string | boolean> = { textBoxVisibility: false, color: "rgb(255, 215, 94)", colorHighlighted: "rgb(255, 240, 190)", colorSelected: "rgb(255, 240, 190)" };

/** Drags with the window tool are told to the page: it windows by itself. */
class WindowTool extends BaseTool {
  static override toolName = "RadDraftWindow";
  constructor(props = {}) {
    super(props, { supportedInteractionTypes: ["Mouse", "Touch"], configuration: { onDrag: () => undefined } });
  }
  mouseDragCallback(event: { readonly detail: { readonly deltaPoints: { readonly canvas: Types.Point2 } } }): void {
    const [dx, dy] = event.detail.deltaPoints.canvas;
    const { onDrag } = this.configuration as { readonly onDrag: (dx: number, dy: number) => void };
    onDrag(dx, dy);
  }
}

const TOOL_NAMES: Readonly<Record<StageTool, string>> = { ...MARK_TOOLS, window: nameOf(WindowTool), zoom: nameOf(ZoomTool), pan: nameOf(PanTool) };

/** Enlarged so far, in screen pixels for one of the image, pixels are drawn as squares: smoothed, a small image looks out of focus. */
const SQUARES_FROM = 4;

let isStarted = false;

/** Software rendering of WebGL is slower than drawing on a canvas (38 against 61 slices a second), and none is no help. */
function hasGraphicsCard(): boolean {
  const gl = document.createElement("canvas").getContext("webgl2");
  if (gl === null) return false;
  const info = gl.getExtension("WEBGL_debug_renderer_info");
  const renderer = String(info === null ? gl.getParameter(gl.RENDERER) : gl.getParameter(info.UNMASKED_RENDERER_WEBGL));
  gl.getExtension("WEBGL_lose_context")?.loseContext();
  return !/swiftshader|llvmpipe|software|basic render/i.test(renderer);
}

function start(pictures: () => Pictures, isCpu: boolean): void {
  if (isStarted) return;
  isStarted = true;
  if (isCpu) setUseCPURendering(true);
  initCore();
  initTools();
  // Without Cornerstone's text boxes (they set inline styles, which the policy forbids): labels are ours.
  const { style } = annotation.config;
  style.setDefaultToolStyles({ ...style.getDefaultToolStyles(), global: { ...style.getDefaultToolStyles().global, ...MARK_STYLE } });
  for (const tool of [WindowTool, ZoomTool, PanTool, LengthTool, AngleTool, RectangleROITool, EllipticalROITool]) addTool(tool);
  imageLoader.registerImageLoader(SCHEME, (imageId) => ({ promise: Promise.resolve(imageOf(imageId, pictures(), isCpu)) }));
  metaData.addProvider((type: string, imageId: unknown) => (typeof imageId === "string" && imageId.startsWith(`${SCHEME}:`) ? metadataOf(type, sliceOf(imageId), pictures().plane(sliceOf(imageId))) : undefined), 10_000);
}

let generation = 0;
const imageIdOf = (slice: number): string => `${SCHEME}:${String(generation)}:${String(slice)}`;
const sliceOf = (imageId: string): number => Number(imageId.split(":")[2]);

/** An image whose pixels are asked for when it is drawn: its window may have changed since. */
function imageOf(imageId: string, pictures: Pictures, isCpu: boolean): Types.IImage {
  const slice = sliceOf(imageId);
  const { rows, columns, rowSpacing, columnSpacing } = pictures.plane(slice);
  const scalarData = isCpu ? new Uint8Array(3) : new Uint8Array(rows * columns * 3);
  const voxelManager = utilities.VoxelManager.createImageVoxelManager({ width: columns, height: rows, numberOfComponents: 3, scalarData });
  const data = (): Uint8Array => (isCpu ? scalarData : pictures.bytes(slice));
  voxelManager.getScalarData = data;
  return {
    imageId, rows, columns, height: rows, width: columns, rowPixelSpacing: rowSpacing, columnPixelSpacing: columnSpacing,
    minPixelValue: 0, maxPixelValue: 255, slope: 1, intercept: 0, windowCenter: 128, windowWidth: 256, voiLUTFunction: Enums.VOILUTFunctionType.LINEAR,
    color: true, rgba: false, numberOfComponents: 3, invert: false, photometricInterpretation: "RGB", sizeInBytes: scalarData.length, dataType: "Uint8Array",
    getPixelData: data, getCanvas: () => pictures.canvas(slice), voxelManager,
  };
}

/** Opens the stage in an element. */
export function openStage({ element, pictures, onWindowDrag, onChange }: StageOptions): Stage {
  const isCpu = !hasGraphicsCard();
  start(() => pictures, isCpu);
  const engine = getRenderingEngine(VIEWPORT) ?? new RenderingEngine(VIEWPORT);
  engine.enableElement({ viewportId: VIEWPORT, type: Enums.ViewportType.STACK, element });
  const viewport = engine.getViewport<StackViewport>(VIEWPORT);
  const group = makeTools(onWindowDrag, engine.id);
  let imageIds: string[] = [];
  let isSet = false;
  const spacing = (): Plane => pictures.plane(Math.max(0, viewport.getCurrentImageIdIndex()));
  // A canvas counts pixels from their edge, a volume from their centre.
  const edge = isCpu ? 0 : 0.5;
  const toImage = (x: number, y: number): [number, number] => {
    const [worldX, worldY] = viewport.canvasToWorld([x, y]);
    return [worldX / spacing().columnSpacing + edge, worldY / spacing().rowSpacing + edge];
  };
  const toWorld = (x: number, y: number): Types.Point3 => [(x - edge) * spacing().columnSpacing, (y - edge) * spacing().rowSpacing, Math.max(0, viewport.getCurrentImageIdIndex())];
  const toPane = (x: number, y: number): readonly [number, number] => viewport.worldToCanvas(toWorld(x, y));
  const drawing = drawingOf({ viewport, pictures, element, isCpu });
  const placing = placingOf({ viewport, isCpu, plane: spacing, toImage, toWorld });
  const sharpen = sharpenerOf(viewport, toPane);
  listenTo(element, () => {
    if (!hasPicture(viewport)) return;
    sharpen();
    onChange();
  });
  return {
    isCpu,
    setStack: (slices) => {
      generation += 1;
      imageIds = Array.from({ length: slices }, (_, slice) => imageIdOf(slice));
      isSet = false;
      cache.purgeCache();
    },
    show: async (slice) => {
      if (isSet) await viewport.setImageIdIndex(slice);
      else {
        isSet = true;
        await viewport.setStack(imageIds, slice);
      }
      viewport.canvas.id = "image";
      sharpen();
      viewport.render();
    },
    showNow: (slice) => { drawing.showNow(slice, imageIds[slice]); },
    repaint: drawing.repaint,
    resize: () => {
      const before = isSet && hasPicture(viewport) ? placing.placement() : null;
      engine.resize(true, true);
      if (before !== null) placing.place(before);
    },
    use: (tool) => { useTool(group, tool); },
    ...placing,
    toImage,
    toPane,
    marks: () => allMarks(imageIds, pictures, edge),
    addMark: (mark) => { addAnnotation(mark, imageIds, pictures, edge, element); viewport.render(); },
    removeMark: (id) => { annotation.state.removeAnnotation(id); viewport.render(); },
  };
}

/** Whether something is shown: the package also draws a pane that is still empty, and fails when asked where on it a point lies. */
function hasPicture(viewport: StackViewport): boolean {
  return (viewport.getImageData() as Types.CPUIImageData | undefined) !== undefined;
}

/** Draws smoothly or in squares, as the zoom asks for; called whenever the picture was drawn. */
function sharpenerOf(viewport: StackViewport, toPane: Stage["toPane"]): () => void {
  return () => {
    const [[x, y], [nextX, nextY]] = [toPane(0, 0), toPane(1, 0)];
    const wanted = Math.hypot(nextX - x, nextY - y) >= SQUARES_FROM ? Enums.InterpolationType.NEAREST : Enums.InterpolationType.LINEAR;
    if (viewport.getProperties().interpolationType === wanted) return;
    viewport.setProperties({ interpolationType: wanted });
    viewport.render();
  };
}

interface Drawn {
  readonly viewport: StackViewport;
  readonly pictures: Pictures;
  readonly element: HTMLElement;
  readonly isCpu: boolean;
}

function drawingOf(drawn: Drawn): { showNow: (slice: number, imageId: string | undefined) => void; repaint: () => void } {
  const { viewport, element, isCpu } = drawn;
  return {
    showNow: (slice, imageId) => {
      if (imageId === undefined) return;
      setSliceNow(drawn, slice, imageId);
      drawNow(viewport, element);
    },
    repaint: () => {
      const image = viewport.getCornerstoneImage() as Types.IImage | undefined;
      if (image === undefined) return;
      if (isCpu) {
        drawNow(viewport, element);
        return;
      }
      viewport.renderImageObject(image);
      viewport.render();
    },
  };
}

/** What the package does to show another slice, without its queue of requests: that costs a frame of the screen, and we have the picture. */
function setSliceNow({ viewport, pictures, element }: Drawn, slice: number, imageId: string): void {
  const known: Types.IImage | undefined = cache.getImage(imageId);
  const image = known ?? imageOf(imageId, pictures, true);
  if (known === undefined) cache.putImageSync(imageId, image);
  // Private there, but set by no public call that does not load as well.
  Reflect.set(viewport, "currentImageIdIndex", slice);
  Reflect.set(viewport, "targetImageIdIndex", slice);
  viewport.renderImageObject(image);
  triggerEvent(element, Enums.Events.STACK_NEW_IMAGE, { image, imageId, imageIdIndex: slice, viewportId: viewport.id, renderingEngineId: viewport.renderingEngineId });
}

/** Draws on the canvas in this frame of the screen; the package would in the next one. */
function drawNow(viewport: StackViewport, element: HTMLElement): void {
  const detail = viewport.customRenderViewportToCanvas();
  viewport.setRendered();
  triggerEvent(element, Enums.Events.IMAGE_RENDERED, detail);
}

function listenTo(element: HTMLElement, onChange: () => void): void {
  element.addEventListener(Enums.Events.IMAGE_RENDERED, onChange);
  const { Events } = ToolEnums;
  for (const name of [Events.ANNOTATION_COMPLETED, Events.ANNOTATION_MODIFIED, Events.ANNOTATION_REMOVED]) eventTarget.addEventListener(name, onChange);
}

type ToolGroup = NonNullable<ReturnType<typeof ToolGroupManager.createToolGroup>>;

function makeTools(onDrag: (dx: number, dy: number) => void, engineId: string): ToolGroup {
  ToolGroupManager.destroyToolGroup(VIEWPORT);
  const group = ToolGroupManager.createToolGroup(VIEWPORT);
  if (group === undefined) throw new Error("the tools could not be made");
  group.addTool(nameOf(WindowTool), { onDrag });
  for (const name of [nameOf(ZoomTool), nameOf(PanTool)]) group.addTool(name);
  // Statistics are ours too: these would be of what is displayed.
  for (const name of Object.values(MARK_TOOLS)) group.addTool(name, { getTextLines: () => [], calculateStats: false });
  group.addViewport(VIEWPORT, engineId);
  return group;
}

/** The main button has the tool, the middle one pans, the right one zooms; marks can be taken by their handles at any time. */
function useTool(group: ToolGroup, tool: StageTool): void {
  const { Primary, Secondary, Auxiliary } = ToolEnums.MouseBindings;
  for (const name of [nameOf(WindowTool), ...Object.values(MARK_TOOLS)]) group.setToolPassive(name, { removeAllBindings: true });
  for (const [name, button] of [[nameOf(ZoomTool), Secondary], [nameOf(PanTool), Auxiliary]] as const) {
    group.setToolPassive(name, { removeAllBindings: true });
    group.setToolActive(name, { bindings: [{ mouseButton: button }] });
  }
  group.setToolActive(TOOL_NAMES[tool], { bindings: [{ mouseButton: Primary }] });
}

interface Placed {
  readonly viewport: StackViewport;
  readonly isCpu: boolean;
  readonly plane: () => Plane;
  readonly toImage: (x: number, y: number) => readonly [number, number];
  readonly toWorld: (x: number, y: number) => Types.Point3;
}

const NOT_PLACED = { zoom: 1, center: [0, 0], rotation: 0, isFlippedHorizontally: false, isFlippedVertically: false } as const;

/** Placing in terms of the picture: Cornerstone's own pan has other units on a canvas, and its zoom there is not against the fit. */
function placingOf({ viewport, isCpu, plane, toImage, toWorld }: Placed): Pick<Stage, "placement" | "place"> {
  let fit = 1;
  const middle = (): readonly [number, number] => [plane().columns / 2, plane().rows / 2];
  const measureFit = (): void => {
    if (isCpu) fit = viewport.getZoom();
  };
  let isMeasured = false;
  return {
    placement: () => {
      if (!hasPicture(viewport)) return NOT_PLACED;
      if (!isMeasured) measureFit();
      isMeasured = true;
      const { rotation = 0 } = viewport.getViewPresentation();
      const { flipHorizontal = false, flipVertical = false } = viewport.getCamera();
      // The canvas still has the size that the placement was made for when the pane has another one already.
      const { width, height } = viewport.canvas;
      const [x, y] = toImage(width / devicePixelRatio / 2, height / devicePixelRatio / 2);
      return { zoom: viewport.getZoom() / fit, center: [x - middle()[0], y - middle()[1]], rotation, isFlippedHorizontally: flipHorizontal, isFlippedVertically: flipVertical };
    },
    place: ({ zoom, center, rotation, isFlippedHorizontally, isFlippedVertically }) => {
      viewport.resetCamera({ suppressEvents: true });
      measureFit();
      isMeasured = true;
      if (isCpu) {
        viewport.setViewPresentation({ zoom: zoom * fit, rotation });
        viewport.setCamera({ flipHorizontal: isFlippedHorizontally, flipVertical: isFlippedVertically });
      } else viewport.setViewPresentation({ zoom, rotation, flipHorizontal: isFlippedHorizontally, flipVertical: isFlippedVertically });
      const { focalPoint, position } = viewport.getCamera();
      const wanted = toWorld(middle()[0] + center[0], middle()[1] + center[1]);
      if (isCpu) viewport.setCamera({ focalPoint: wanted });
      else if (focalPoint !== undefined && position !== undefined) viewport.setCamera({ focalPoint: wanted, position: [position[0] + wanted[0] - focalPoint[0], position[1] + wanted[1] - focalPoint[1], position[2] + wanted[2] - focalPoint[2]] });
      viewport.render();
    },
  };
}

function allMarks(imageIds: readonly string[], pictures: Pictures, edge: number): readonly Mark[] {
  return annotation.state.getAllAnnotations().flatMap((each) => {
    const kind = (Object.keys(MARK_TOOLS) as MarkKind[]).find((name) => MARK_TOOLS[name] === each.metadata?.toolName);
    const slice = imageIds.indexOf(each.metadata?.referencedImageId ?? "");
    if (kind === undefined || slice < 0 || each.annotationUID === undefined) return [];
    const { rowSpacing, columnSpacing } = pictures.plane(slice);
    const points = (each.data.handles?.points ?? []).map(([x, y]) => [x / columnSpacing + edge, y / rowSpacing + edge] as const);
    return [{ id: each.annotationUID, kind, slice, points }];
  });
}

function addAnnotation(mark: Mark, imageIds: readonly string[], pictures: Pictures, edge: number, element: HTMLDivElement): void {
  const { rowSpacing, columnSpacing } = pictures.plane(mark.slice);
  const points = mark.points.map(([x, y]): Types.Point3 => [(x - edge) * columnSpacing, (y - edge) * rowSpacing, mark.slice]);
  const textBox = { hasMoved: false, worldPosition: [0, 0, 0] as Types.Point3, worldBoundingBox: { topLeft: [0, 0, 0] as Types.Point3, topRight: [0, 0, 0] as Types.Point3, bottomLeft: [0, 0, 0] as Types.Point3, bottomRight: [0, 0, 0] as Types.Point3 } };
  annotation.state.addAnnotation(
    {
      annotationUID: mark.id, highlighted: false, invalidated: true, isLocked: false, isVisible: true,
      metadata: { toolName: MARK_TOOLS[mark.kind], viewPlaneNormal: [0, 0, -1], viewUp: [0, -1, 0], FrameOfReferenceUID: FRAME_OF_REFERENCE, referencedImageId: imageIds[mark.slice] ?? "" },
      data: { label: "", cachedStats: {}, handles: { points, activeHandleIndex: null, textBox } },
    },
    element,
  );
}
